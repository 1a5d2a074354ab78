namespace ContentMultiplier.Contracts.Api.Auth;

/// <summary>One sign-in that is still good. <c>current</c> is the one that asks.</summary>
public sealed record SessionResponse(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, string? UserAgent, string? Network, bool Current);

public sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword)
{
    public override string ToString() => "ChangePasswordRequest { hidden }";
}

public sealed record ForgotPasswordRequest(string Email)
{
    public override string ToString() => "ForgotPasswordRequest { hidden }";
}

public sealed record ResetPasswordRequest(string Token, string NewPassword)
{
    public override string ToString() => "ResetPasswordRequest { hidden }";
}

/// <summary><c>code</c> is needed when a second factor is on.</summary>
public sealed record ChangeEmailRequest(string NewEmail, string Password, string? Code = null)
{
    public override string ToString() => "ChangeEmailRequest { hidden }";
}

public sealed record ConfirmEmailRequest(string Token)
{
    public override string ToString() => "ConfirmEmailRequest { hidden }";
}

public sealed record TotpResponse(bool Enabled, DateTimeOffset? EnabledAt, int RecoveryCodesLeft);

public sealed record EnrollTotpRequest(string Password)
{
    public override string ToString() => "EnrollTotpRequest { hidden }";
}

/// <summary>For the authenticator app: the URI as a QR code, or the secret typed in. It is shown once.</summary>
public sealed record TotpEnrollmentResponse(string Secret, string OtpauthUri)
{
    public override string ToString() => "TotpEnrollmentResponse { hidden }";
}

public sealed record ConfirmTotpRequest(string Code)
{
    public override string ToString() => "ConfirmTotpRequest { hidden }";
}

/// <summary>Each is good for one sign-in in place of the app. They are shown once.</summary>
public sealed record RecoveryCodesResponse(IReadOnlyList<string> RecoveryCodes)
{
    public override string ToString() => "RecoveryCodesResponse { hidden }";
}

public sealed record SecondFactorRequest(string Password, string? Code = null)
{
    public override string ToString() => "SecondFactorRequest { hidden }";
}
