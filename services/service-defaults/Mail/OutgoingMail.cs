namespace ContentMultiplier.ServiceDefaults.Mail;

/// <param name="Id">Makes the Message-ID: the same in every try, so that a mailbox can tell.</param>
public sealed record OutgoingMail(Guid Id, string Recipient, string Subject, string Body)
{
    public override string ToString() => $"OutgoingMail {{ Id = {Id} }}";
}
