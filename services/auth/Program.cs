using ContentMultiplier.Auth;
using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.ApiKeys;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Sessions;
using ContentMultiplier.Auth.Tokens;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Auth.Workspaces;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("auth");
builder.AddPostgres<AuthDbContext>();
builder.AddMessaging<AuthDbContext>();
builder.Services.AddAuth(builder.Configuration);

var app = builder.Build();
app.MapServiceDefaults();
app.MapGroup("/api/auth").WithTags("Users").MapUsers().MapSessions().MapPasswords().MapEmails().MapTotp();
app.MapGroup("/api/auth/api-keys").WithTags("API keys").MapApiKeys();
app.MapGroup("/api/workspaces").MapWorkspaces();
app.MapGroup("/api/invitations").MapInvitationHolders();
app.MapGroup("/api/audit").WithTags("Audit").MapAudit();
app.MapGroup("/api/publishing/auth/{platform}").WithTags("Connections").MapConnections();
app.MapGroup("/api/publishing/credentials").WithTags("Accounts").MapAccounts();
app.MapGroup("/internal/audit").ExcludeFromDescription().MapDenials();
app.MapGroup("/internal/tokens").ExcludeFromDescription().MapTokens();
app.MapGroup("/internal/accounts").ExcludeFromDescription().MapInternalAccounts();
app.MapGroup("/internal/keys").ExcludeFromDescription().MapKeys();
app.MapGroup("/internal/credentials").ExcludeFromDescription().MapLeases();

return args is [KeysCommand.Name, .. var arguments] ? await KeysCommand.RunAsync(app.Services, arguments)
    : AuditCommand.IsMeant(args) ? await AuditCommand.RunAsync(app.Services, args)
    : await app.RunServiceAsync(args);
