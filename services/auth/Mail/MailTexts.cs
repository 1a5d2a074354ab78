namespace ContentMultiplier.Auth.Mail;

internal sealed record MailText(string Subject, string Body)
{
    public override string ToString() => $"MailText {{ Subject = {Subject} }}";
}

/// <summary>What the mails say. No name of the reader's: anybody may have registered their address under any.</summary>
internal static class MailTexts
{
    private const string NotYou =
        "If that was not you, reset your password at once and look at your sessions.";

    public static MailText Of(QueuedMail mail, string? token, Uri? linkBase) => mail.Kind switch
    {
        MailKinds.PasswordReset => new(
            "Reset your password",
            $"""
            Somebody, hopefully you, wants to reset the password of this address.

            {Instruction(linkBase, "reset-password", token, "POST /api/auth/password/reset")}

            It is good once, for {MailTokens.PasswordLife.TotalMinutes:0} minutes. If it was not you, there is nothing to do: the password stays as it is.
            """),
        MailKinds.PasswordChanged => new(
            "Your password was changed",
            $"""
            The password of your account was changed, and everything else that was signed in is signed out.

            {NotYou}
            """),
        MailKinds.EmailConfirmation => new(
            "Confirm your new e-mail address",
            $"""
            This is to become the e-mail address of an account.

            {Instruction(linkBase, "confirm-email", token, "POST /api/auth/email/confirm")}

            It is good once, for {MailTokens.EmailLife.TotalMinutes:0} minutes. If you know nothing of it, there is nothing to do.
            """),
        MailKinds.EmailTaken => new(
            "Your address was entered for another account",
            """
            Somebody, perhaps you, wanted this to be the e-mail address of another account. It has an account already, so nothing was changed.
            """),
        MailKinds.EmailChangeAsked => new(
            "Your e-mail address is to be changed",
            $"""
            Somebody with your password asked to change the e-mail address of your account to {mail.Data["email"]}.
            It changes when that is confirmed from there.

            {NotYou}
            """),
        MailKinds.EmailChanged => new(
            "Your e-mail address was changed",
            $"""
            The e-mail address of your account is {mail.Data["email"]} from now on. This was the last mail to the former one.

            If that was not you, tell the owner of this installation at once.
            """),
        MailKinds.SecondFactorOn => new(
            "Two-factor sign-in is on",
            $"""
            From now on a code of your authenticator app is needed to sign in.

            {NotYou}
            """),
        MailKinds.SecondFactorOff => new(
            "Two-factor sign-in is off",
            $"""
            From now on your password alone is enough to sign in.

            {NotYou}
            """),
        MailKinds.Invitation => new(
            "You are invited to a workspace",
            $"""
            {mail.Data["invited_by"]} invites you to work in a workspace, as {mail.Data["role"]}.

            {Instruction(linkBase, "accept-invitation", token, "POST /api/invitations/accept, or as `invitation` of POST /api/auth/register")}

            It is good once, for {Workspaces.Invitation.Lifetime.TotalDays:0} days, and only for this address. If you know nothing of it, there is nothing to do.
            """),
        _ => throw new ArgumentOutOfRangeException(nameof(mail), mail.Kind, "Unknown kind of mail"),
    };

    /// <summary>The token stands behind the #, which browsers send to nobody: it gets into no log and no Referer.</summary>
    private static string Instruction(Uri? linkBase, string page, string? token, string call) => linkBase is null
        ? $"Use this token ({call}):\n\n{token}"
        : $"Follow this link:\n\n{linkBase.AbsoluteUri.TrimEnd('/')}/{page}#token={token}";
}
