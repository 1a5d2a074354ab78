using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>People in one workspace, each with the rights that auth says they have.</summary>
internal static class MembershipExtensions
{
    /// <summary>As the gateway lets somebody in: the rights are those of the role in that workspace.</summary>
    public static async Task<HttpClient> EnterAsync(this AuthApp app, TestUser user, Guid workspaceId)
    {
        using var answer = await app.ExchangeAsync(user.Tokens.AccessToken, workspaceId);
        var exchanged = await answer.ReadAsync<TokenExchangeResponse>();
        return app.As(new UserTicket(exchanged.UserId, exchanged.WorkspaceId, exchanged.Role, [.. exchanged.Scopes]));
    }

    public static Task<CreatedInvitationResponse> InviteAsync(this HttpClient http, Guid workspaceId, string email, string role) =>
        http.PostAsync<CreatedInvitationResponse>($"/api/workspaces/{workspaceId}/invitations", new InviteRequest(email, role));

    /// <summary>Somebody new, invited and in.</summary>
    public static async Task<TestUser> AddMemberAsync(this AuthApp app, TestUser owner, string role)
    {
        var member = await app.NewUserAsync();
        var invitation = await owner.Http.InviteAsync(owner.WorkspaceId, member.Email, role);
        await member.Http.PostAsync<WorkspaceResponse>("/api/invitations/accept", new AcceptInvitationRequest(invitation.Token));
        return member;
    }

    public static Task<HttpResponseMessage> BecomeAsync(this HttpClient http, Guid workspaceId, Guid userId, string role) =>
        http.PatchAsJsonAsync($"/api/workspaces/{workspaceId}/members/{userId}", new ChangeMemberRequest(role), StrictJson.Options);

    public static Task<HttpResponseMessage> RemoveAsync(this HttpClient http, Guid workspaceId, Guid userId) =>
        http.DeleteAsync($"/api/workspaces/{workspaceId}/members/{userId}");
}
