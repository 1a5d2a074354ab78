using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Workspaces;

internal static class MemberProblems
{
    public static ProblemHttpResult MayNotManage(string role) => Problems.Problem(
        StatusCodes.Status403Forbidden, "insufficient_role", "Your role does not allow this.",
        $"Members are managed by owners and admins; you are {role}.");

    public static ProblemHttpResult OwnerRequired() => Problems.Problem(
        StatusCodes.Status403Forbidden, "owner_required", "Your role does not allow this.",
        "Only an owner makes, changes or removes owners.");

    public static ProblemHttpResult LastOwner() =>
        Problems.Conflict("last_owner", "A workspace is never without an owner; make another member owner first.");

    public static ProblemHttpResult AlreadyMember() =>
        Problems.Conflict("already_member", "The user belongs to the workspace already; change their role instead.");

    public static ProblemHttpResult NoSuchInvitation() => Problems.Problem(
        StatusCodes.Status404NotFound, "invitation_not_found", "There is no such invitation.",
        "It was used, withdrawn or replaced, or it is older than seven days; ask for a new one.");

    public static ProblemHttpResult ForSomebodyElse() => Problems.Problem(
        StatusCodes.Status403Forbidden, "invitation_for_another_address", "The invitation is for another e-mail address.",
        "Use the user whose address was invited, or ask for an invitation to yours.");
}
