namespace ContentMultiplier.Auth.Users;

internal sealed record RegistrationOptions(bool IsClosed)
{
    /// <exception cref="InvalidOperationException">The setting is neither open nor closed: a typing error must not open the door.</exception>
    public static RegistrationOptions From(IConfiguration configuration) =>
        (configuration["REGISTRATION"] ?? "open").ToLowerInvariant() switch
        {
            "open" => new(false),
            "closed" => new(true),
            _ => throw new InvalidOperationException("REGISTRATION is either open or closed."),
        };
}
