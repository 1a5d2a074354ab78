using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Workspaces;

internal static class WorkspaceNames
{
    private const int MaxLength = 100;

    public static void Check(string name, ErrorBag errors)
    {
        if (name.Length is 0 or > MaxLength || name.Any(char.IsControl))
        {
            errors.Add("name", $"is required, at most {MaxLength} characters, without control characters");
        }
    }
}
