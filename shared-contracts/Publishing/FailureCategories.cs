namespace ContentMultiplier.Contracts.Publishing;

/// <summary>Why an attempt failed. The sender decides whether it is worth another try; receivers never derive that from the category.</summary>
public static class FailureCategories
{
    /// <summary>The content breaks a rule of the platform.</summary>
    public const string InvalidContent = "invalid_content";

    /// <summary>The account's credential is refused; a person must reconnect it.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The credential is good but may not do this.</summary>
    public const string Forbidden = "forbidden";

    public const string NotFound = "not_found";

    /// <summary>The platform says it has this content already.</summary>
    public const string Duplicate = "duplicate";

    public const string RateLimited = "rate_limited";

    /// <summary>The platform could not be reached or said it is not able; nothing was posted.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The platform is still at work on what it was given; the next attempt goes on behind it. No failure.</summary>
    public const string Processing = "processing";

    /// <summary>The request left and no whole answer came back.</summary>
    public const string LostAnswer = "lost_answer";

    /// <summary>The time in which it was wanted has passed.</summary>
    public const string Expired = "expired";

    /// <summary>The workspace publishes nothing without approval, and this has none as it stands.</summary>
    public const string NotApproved = "not_approved";

    /// <summary>Its time passed while it could not be sent; it waits for a person to say whether it is still wanted.</summary>
    public const string Late = "late";

    /// <summary>Its time passed while it could not be sent, and it is not wanted any more.</summary>
    public const string Missed = "missed";

    /// <summary>Waits for another publication of the same post to be published. No failure.</summary>
    public const string Waiting = "waiting";

    /// <summary>A person holds its platform; it leaves once that is released. No failure.</summary>
    public const string Held = "held";

    /// <summary>The publication that it waited for was not published, and then it was not wanted either.</summary>
    public const string Dependency = "dependency";

    /// <summary>Another request took its place.</summary>
    public const string Superseded = "superseded";

    /// <summary>A defect of ours.</summary>
    public const string Internal = "internal";
}
