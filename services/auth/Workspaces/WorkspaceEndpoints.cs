using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Workspaces;

internal static class WorkspaceEndpoints
{
    public static void MapWorkspaces(this RouteGroupBuilder workspaces)
    {
        workspaces.WithTags("Workspaces")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        workspaces.MapGet("/", ListWorkspaces.HandleAsync)
            .RequireAuthorization(Policies.User)
            .WithName("ListWorkspaces").WithSummary("The workspaces that the caller belongs to; of a key, its own.");
        workspaces.MapPost("/", CreateWorkspace.HandleAsync)
            .RequireAuthorization(Policies.Session)
            .WithName("CreateWorkspace").WithSummary("Make another workspace, and own it.");

        var one = workspaces.MapGroup("/{id:guid}").AddEndpointFilter<OwnWorkspace>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("/", GetWorkspace.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetWorkspace").WithSummary("One workspace; its ETag is what a change takes as If-Match.");
        one.MapPatch("/", UpdateWorkspace.HandleAsync)
            .RequireAuthorization(Policies.WorkspaceWrite)
            .WithName("UpdateWorkspace").WithSummary("Change the name or the settings; what is left out stays. For owners.")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        MapMembers(one);
        MapInvitations(one);
    }

    /// <summary>What the holder of a token does; the token names the workspace.</summary>
    public static void MapInvitationHolders(this RouteGroupBuilder invitations) =>
        invitations.MapPost("/accept", AcceptInvitation.HandleAsync)
            .WithTags("Workspaces")
            .RequireAuthorization(Policies.Session)
            .WithName("AcceptInvitation").WithSummary("Join the workspace that an invitation is for.")
            .WithDescription("Who has no user yet registers with the token as `invitation` instead, even where registration is closed.")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static void MapMembers(RouteGroupBuilder workspace)
    {
        workspace.MapGet("/members", ListMembers.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListMembers").WithSummary("Who belongs to the workspace, and as what.");
        workspace.MapPatch("/members/{user_id:guid}", ChangeMember.HandleAsync)
            .RequireAuthorization(Policies.MembersWrite)
            .WithName("ChangeMember").WithSummary("Give a member another role. Owners are made and unmade by owners.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        workspace.MapDelete("/members/{user_id:guid}", RemoveMember.HandleAsync)
            .RequireAuthorization(Policies.Session)
            .WithName("RemoveMember").WithSummary("Remove a member, or leave. Their keys of this workspace go with them.")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static void MapInvitations(RouteGroupBuilder workspace)
    {
        workspace.MapPost("/invitations", InviteMember.HandleAsync)
            .RequireAuthorization(Policies.MembersWrite)
            .WithName("InviteMember").WithSummary("Invite an e-mail address; this answer is the only one that shows the token.")
            .WithDescription("Good once and for seven days, for a user with that address. Inviting an address again replaces the invitation. Where the installation sends mail, the token goes to the address as well.")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        workspace.MapGet("/invitations", ListInvitations.HandleAsync)
            .RequireAuthorization(Policies.MembersWrite)
            .WithName("ListInvitations").WithSummary("The invitations that can still be accepted.");
        workspace.MapDelete("/invitations/{invitation_id:guid}", WithdrawInvitation.HandleAsync)
            .RequireAuthorization(Policies.MembersWrite)
            .WithName("WithdrawInvitation").WithSummary("Make an invitation worthless.");
    }

    /// <summary>The ticket says what the caller may do in one workspace, and that must be the one in the address.</summary>
    private sealed class OwnWorkspace(CurrentUser user) : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
            context.HttpContext.GetRouteValue("id") is string text && Guid.TryParse(text, out var id) && id == user.WorkspaceId
                ? await next(context)
                : Problems.NotFound();
    }
}
