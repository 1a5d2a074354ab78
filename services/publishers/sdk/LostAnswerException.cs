namespace ContentMultiplier.Publishing;

/// <summary>The platform answered, but not in a way that tells whether it has the post, such as 200 without an id.</summary>
public sealed class LostAnswerException(string detail) : Exception(detail);
