using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Auth.Audit;

/// <summary><c>audit verify</c>: 0 when every row is there as it was written, 1 when not, 2 when it could not be found out.</summary>
internal static class AuditCommand
{
    public static bool IsMeant(string[] args) => args is ["audit", ..];

    public static async Task<int> RunAsync(IServiceProvider services, string[] args)
    {
        if (args is not ["audit", "verify", ..])
        {
            await Console.Error.WriteLineAsync("Usage: auth audit verify");
            return 2;
        }

        try
        {
            return Show(await VerifyAsync(services));
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The audit log could not be read: {exception.Message}");
            return 2;
        }
    }

    public static async Task<AuditReport> VerifyAsync(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<AuditOptions>>().Value;
        var anchors = options.IsAnchored ? Read(options) : null;
        return await new AuditVerification(services.GetRequiredService<NpgsqlDataSource>()).RunAsync(anchors, CancellationToken.None);
    }

    /// <summary>A file that is not there is as bad as one that was cut: whoever is allowed to remove it could.</summary>
    private static AnchorFile Read(AuditOptions options)
    {
        using var text = new StreamReader(new FileStream(options.AnchorFile!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return AnchorFile.Read(text, Convert.FromBase64String(options.AnchorKey!));
    }

    private static int Show(AuditReport report)
    {
        foreach (var finding in report.Findings)
        {
            Console.WriteLine(finding);
        }

        var anchored = report.AnchoredUntil is { } until
            ? string.Create(CultureInfo.InvariantCulture, $"anchored until {until:O}")
            : "not anchored outside the database, so rows cut off the end would not show";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Rows} rows in {report.Chains} chains, {report.Findings.Count} findings; {anchored}."));
        return report.Findings.Count == 0 ? 0 : 1;
    }
}
