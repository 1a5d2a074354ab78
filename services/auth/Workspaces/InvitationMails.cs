using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Mail;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>Tells who is invited, where the installation sends mail. The workspace's name is left out: it could say anything to anybody.</summary>
internal sealed class InvitationMails(MailQueue mails, MailTokens tokens)
{
    /// <summary>Adds the mail to the open unit of work.</summary>
    public void Add(AuthDbContext db, Invitation invitation, string invitedBy, string token)
    {
        if (mails.IsOn)
        {
            var mail = mails.Add(
                db, MailKinds.Invitation, invitation.Email, Invitation.Lifetime, ("invited_by", invitedBy), ("role", invitation.Role));
            tokens.Carry(mail, token);
        }
    }

    /// <summary>To be called when the unit of work is committed.</summary>
    public void Send() => mails.Send();
}
