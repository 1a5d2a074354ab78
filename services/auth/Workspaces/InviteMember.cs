using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Repetition;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Workspaces;

internal static class InviteMember
{
    private const int MostOpen = 200;

    public static Task<Results<Created<CreatedInvitationResponse>, ProblemHttpResult>> HandleAsync(
        Guid id,
        InviteRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CurrentUser user,
        AuthDbContext db,
        InvitationMails mails,
        InvitationLimits limits,
        AuditLog audit,
        TimeProvider clock,
        RepeatableRequests repeatable,
        HttpContext context,
        CancellationToken cancellationToken) =>
        repeatable.OnceAsync<InviteRequest, CreatedInvitationResponse, Results<Created<CreatedInvitationResponse>, ProblemHttpResult>>(
            idempotencyKey,
            user,
            "invite",
            request,
            once => InviteAsync(id, request, user, db, mails, limits, audit, clock, context, once, cancellationToken),
            created => created,
            problem => problem,
            cancellationToken);

    private static async Task<Results<Created<CreatedInvitationResponse>, ProblemHttpResult>> InviteAsync(
        Guid id,
        InviteRequest request,
        CurrentUser user,
        AuthDbContext db,
        InvitationMails mails,
        InvitationLimits limits,
        AuditLog audit,
        TimeProvider clock,
        HttpContext context,
        OnceOnly? once,
        CancellationToken cancellationToken)
    {
        var email = EmailAddress.Normalize(request.Email);
        var errors = Check(request, email);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var now = clock.GetUtcNow();
        var token = InvitationToken.Create();
        var invitation = new Invitation(id, email!, request.Role, InvitationToken.Hash(token), user.UserId, now);
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        if (await MemberChange.BeginAsync(db, user, user.UserId, cancellationToken) is not { } change)
        {
            return Problems.NotFound();
        }

        if (ProblemWith(change.Subject.Role, request.Role) is { } problem)
        {
            return problem;
        }

        if (await db.Memberships.AnyAsync(
            member => member.WorkspaceId == id && db.Users.Any(known => known.Id == member.UserId && known.Email == email), cancellationToken))
        {
            return MemberProblems.AlreadyMember();
        }

        await db.Invitations
            .Where(open => open.WorkspaceId == id && (open.Email == email || open.ExpiresAt <= now))
            .ExecuteDeleteAsync(cancellationToken);
        if (await db.Invitations.CountAsync(open => open.WorkspaceId == id, cancellationToken) >= MostOpen)
        {
            return Problems.Conflict("too_many_invitations", $"At most {MostOpen} invitations are open at a time; withdraw some.");
        }

        if (limits.Refuse(user.UserId, invitation.Email) is { } wait)
        {
            return TooMany.Requests(context, wait);
        }

        var inviter = await db.Users.AsNoTracking().SingleAsync(known => known.Id == user.UserId, cancellationToken);
        db.Invitations.Add(invitation);
        mails.Add(db, invitation, inviter.Email, token);
        await db.SaveChangesAsync(cancellationToken);
        var answer = TypedResults.Created(
            $"/api/workspaces/{id}/invitations/{invitation.Id}",
            new CreatedInvitationResponse(invitation.Id, invitation.Email, invitation.Role, token, invitation.ExpiresAt));
        await (once?.KeepAsync(db, answer, cancellationToken) ?? Task.CompletedTask);
        await audit.RecordAsync(db, WorkspaceAudit.Of(AuditActions.InvitationCreated, invitation), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.Send();
        return answer;
    }

    private static ErrorBag Check(InviteRequest request, string? email)
    {
        var errors = new ErrorBag();
        if (email is null)
        {
            errors.Add("email", "is not an e-mail address");
        }

        if (!Roles.All.Contains(request.Role))
        {
            errors.Add("role", Roles.Problem(request.Role));
        }

        return errors;
    }

    private static ProblemHttpResult? ProblemWith(string actor, string role) =>
        !Roles.RightsOf(actor).Contains(Policies.MembersWrite) ? MemberProblems.MayNotManage(actor)
        : !Roles.MayManage(actor, role) ? MemberProblems.OwnerRequired()
        : null;
}
