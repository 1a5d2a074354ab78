namespace ContentMultiplier.Auth.Audit;

/// <summary>The names of what is recorded, <c>subject.verb</c>: filters of the log are written with them.</summary>
internal static class AuditActions
{
    public const string UserRegistered = "user.register";
    public const string Reauthenticated = "user.reauthenticate";
    public const string PasswordChanged = "user.password_change";
    public const string PasswordReset = "user.password_reset";
    public const string EmailChangeAsked = "user.email_change_asked";
    public const string EmailChanged = "user.email_change";
    public const string SecondFactorOn = "user.second_factor_on";
    public const string SecondFactorOff = "user.second_factor_off";
    public const string RecoveryCodesRenewed = "user.recovery_codes";
    public const string SessionsEnded = "session.logout_all";
    public const string SignedIn = "session.login";
    public const string SessionEnded = "session.logout";
    public const string RefreshTokenReused = "session.refresh_reused";
    public const string KeyCreated = "api_key.create";
    public const string KeyDeleted = "api_key.delete";
    public const string CredentialConnected = "credential.connect";
    public const string CredentialDisconnected = "credential.disconnect";
    public const string CredentialRefreshed = "credential.refresh";
    public const string CredentialLeased = "credential.lease";
    public const string CredentialVerified = "credential.verify";
    public const string CredentialRotated = "credential.rotate";
    public const string PostPublished = "post.publish";
    public const string WorkspaceCreated = "workspace.create";
    public const string WorkspaceChanged = "workspace.update";
    public const string MemberChanged = "member.update";
    public const string MemberRemoved = "member.remove";
    public const string InvitationCreated = "invitation.create";
    public const string InvitationAccepted = "invitation.accept";
    public const string InvitationWithdrawn = "invitation.withdraw";
}

/// <summary>The kinds of things that something is done to.</summary>
internal static class AuditSubjects
{
    public const string User = "user";
    public const string ApiKey = "api_key";
    public const string Account = "account";
    public const string Credential = "credential";
    public const string Workspace = "workspace";
    public const string Invitation = "invitation";
    public const string Post = "post";
}
