namespace ContentMultiplier.Auth.Workspaces;

internal static class WorkspaceServices
{
    public static IServiceCollection AddWorkspaces(this IServiceCollection services)
    {
        services.AddSingleton<InvitationLimits>();
        services.AddScoped<InvitationMails>();
        return services;
    }
}
