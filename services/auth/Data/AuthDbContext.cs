using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.ApiKeys;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Mail;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Sessions;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Auth.Workspaces;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Data;

internal sealed class AuthDbContext(DbContextOptions<AuthDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<Workspace> Workspaces => Set<Workspace>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<SecondFactor> SecondFactors => Set<SecondFactor>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<MailToken> MailTokens => Set<MailToken>();
    public DbSet<QueuedMail> Mails => Set<QueuedMail>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<Platform> Platforms => Set<Platform>();
    public DbSet<Authorization> Authorizations => Set<Authorization>();
    public DbSet<Credential> Credentials => Set<Credential>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<ConnectionAccount> ConnectionAccounts => Set<ConnectionAccount>();
    public DbSet<Revocation> Revocations => Set<Revocation>();
    public DbSet<VaultInstance> VaultInstances => Set<VaultInstance>();
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.UseServiceConventions(typeof(AuthDbContext).Assembly);
}
