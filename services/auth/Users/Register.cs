using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Workspaces;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

internal static class Register
{
    private const int MaxName = 100;

    public static async Task<Results<Created<MeResponse>, ProblemHttpResult>> HandleAsync(
        RegisterRequest request,
        AuthDbContext db,
        Passwords passwords,
        PasswordRules rules,
        RegistrationOptions registration,
        SignInLimits limits,
        UserAudit userAudit,
        AuditLog log,
        TimeProvider clock,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (limits.Refuse(context) is { } wait)
        {
            return TooMany.Requests(context, wait);
        }

        var email = EmailAddress.Normalize(request.Email);
        var name = request.Name.Trim();
        var errors = Check(request, rules, email, name);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var hash = passwords.Hash(request.Password);
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        Invitation? invitation = null;
        if (request.Invitation is { } token)
        {
            (invitation, var problem) = await InvitedUser.TakeAsync(db, token, email!, clock.GetUtcNow(), cancellationToken);
            if (invitation is null)
            {
                return problem!;
            }
        }

        if (registration.IsClosed && invitation is null)
        {
            // Two first users at the same moment: one of them is second.
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('auth.first-user'))", cancellationToken);
            if (await db.Users.AnyAsync(cancellationToken))
            {
                return Problems.Problem(
                    StatusCodes.Status403Forbidden, "registration_closed", "Registration is closed.", "Ask the owner of this installation.");
            }
        }

        if (await db.Users.AnyAsync(u => u.Email == email, cancellationToken))
        {
            return Problems.Conflict("email_taken", "There is a user with this e-mail address already.");
        }

        var now = clock.GetUtcNow();
        var user = new User(email!, name, hash, now);
        var workspace = new Workspace(name, now);
        var membership = new Membership(workspace, user, Roles.Owner, now);
        db.AddRange(user, workspace, membership);
        List<WorkspaceMembership> workspaces = [new(workspace.Id, workspace.Name, membership.Role)];
        if (invitation is not null)
        {
            var joined = await db.Workspaces.AsNoTracking().SingleAsync(known => known.Id == invitation.WorkspaceId, cancellationToken);
            workspaces.Add(new(joined.Id, joined.Name, InvitedUser.Join(db, invitation, user.Id, now).Role));
        }

        await db.SaveChangesAsync(cancellationToken);
        if (invitation is not null)
        {
            var accepted = WorkspaceAudit.Of(AuditActions.InvitationAccepted, invitation) with { Actor = AuditActor.User(user.Id, context) };
            await log.RecordAsync(db, accepted, cancellationToken);
        }

        await userAudit.RecordAsync(user.Id, AuditActions.UserRegistered, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created(
            "/api/auth/me",
            new MeResponse(user.Id, user.Email, user.Name, workspaces));
    }

    private static ErrorBag Check(RegisterRequest request, PasswordRules rules, string? email, string name)
    {
        var errors = new ErrorBag();
        if (email is null)
        {
            errors.Add("email", "is not an e-mail address");
        }

        if (name.Length is 0 or > MaxName || name.Any(char.IsControl))
        {
            errors.Add("name", $"is required, at most {MaxName} characters, without control characters");
        }

        foreach (var problem in rules.Problems(request.Password, email, name))
        {
            errors.Add("password", problem);
        }

        return errors;
    }
}
