using System.Globalization;
using System.Net.Mail;
using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Mail;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Webhooks.Notifications;

internal static class NotificationEndpoints
{
    private const int MostAddresses = 10;
    private const int LongestAddress = 254;
    private const int LongestPause = 1440;

    private const string Select = "select addresses, events, every_minutes from notification_settings where workspace_id = $1";

    private const string Write =
        """
        insert into notification_settings (workspace_id, addresses, events, every_minutes) values ($1, $2, $3, $4)
        on conflict (workspace_id) do update set addresses = excluded.addresses, events = excluded.events, every_minutes = excluded.every_minutes
        """;

    /// <summary>What waits for nobody any more.</summary>
    private const string Forget =
        "delete from notification_items where workspace_id = $1 and taken_at is null and (cardinality($2::text[]) = 0 or kind <> all($3::text[]))";

    public static void MapNotifications(this RouteGroupBuilder notifications)
    {
        notifications.WithTags("Webhooks");
        notifications.MapGet("/", GetAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetNotifications")
            .WithSummary("Who of the workspace is told by mail when something goes wrong.");
        notifications.MapPut("/", PutAsync)
            .RequireAuthorization(Policies.WorkspaceWrite)
            .WithName("SetNotifications")
            .WithSummary("Say who is told by mail, and of what. At most one mail for each event in `every_minutes`, about all that happened of it since.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<NotificationSettings>> GetAsync(CurrentUser user, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(user.Tenant, cancellationToken);
        await using var batch = session.Batch();
        batch.Add(Select, user.WorkspaceId);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return TypedResults.Ok(new NotificationSettings
        {
            Email = await reader.ReadAsync(cancellationToken)
                ? new EmailNotifications
                {
                    Addresses = reader.GetFieldValue<string[]>(0), Events = reader.GetFieldValue<string[]>(1), EveryMinutes = reader.GetInt32(2),
                }
                : new EmailNotifications { Addresses = [], Events = [] },
        });
    }

    private static async Task<Results<Ok<NotificationSettings>, ProblemHttpResult>> PutAsync(
        NotificationSettings settings, CurrentUser user, NpgsqlDataSource database, Outbox outbox, IOptions<MailOptions> mail, TimeProvider clock,
        HttpContext context, CancellationToken cancellationToken)
    {
        var email = settings.Email;
        if (Check(email) is { Any: true } errors)
        {
            return Problems.Invalid(errors);
        }

        if (email.Addresses.Count > 0 && !mail.Value.IsOn)
        {
            return Problems.Problem(
                StatusCodes.Status503ServiceUnavailable, "mail_not_configured", "This installation sends no mail.", "Ask its owner to set it up (Mail:Host).");
        }

        string[] addresses = [.. email.Addresses];
        string[] events = [.. email.Events];
        await using var session = await database.BeginAsync(user.Tenant, cancellationToken);
        await using var batch = session.Batch();
        batch.Add(Write, user.WorkspaceId, addresses, events, email.EveryMinutes);
        batch.Add(Forget, user.WorkspaceId, addresses, events);
        var record = outbox.Prepare(new AuditRecorded
        {
            WorkspaceId = user.WorkspaceId,
            Action = "notifications.update",
            SubjectType = "workspace",
            SubjectId = user.WorkspaceId.ToString(),
            By = context.Requester(),
            At = clock.GetUtcNow(),
            Detail = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["addresses"] = addresses.Length.ToString(CultureInfo.InvariantCulture),
                ["events"] = string.Join(' ', events),
            },
        });
        record.AddTo(batch);
        await session.ExecuteAsync(batch, cancellationToken);
        await session.CommitAsync(cancellationToken);
        record.Committed();
        return TypedResults.Ok(settings);
    }

    private static ErrorBag Check(EmailNotifications email)
    {
        var errors = new ErrorBag();
        if (email.Addresses.Count > MostAddresses)
        {
            errors.Add("email.addresses", $"has {email.Addresses.Count} of at most {MostAddresses} addresses");
        }

        foreach (var (index, address) in email.Addresses.Index())
        {
            if (address is not { Length: <= LongestAddress } || address.Any(c => c is <= ' ' or >= '\u007f')
                || !MailAddress.TryCreate(address, out var parsed) || parsed.Address != address)
            {
                errors.Add($"email.addresses[{index}]", "must be a mail address, as somebody@example.com");
            }
        }

        if (email.Addresses.Distinct(StringComparer.OrdinalIgnoreCase).Count() < email.Addresses.Count)
        {
            errors.Add("email.addresses", "must not hold an address twice");
        }

        foreach (var (index, kind) in email.Events.Index())
        {
            if (!NotificationKinds.All.Contains(kind))
            {
                errors.Add($"email.events[{index}]", $"must be one of {string.Join(", ", NotificationKinds.All)}");
            }
        }

        if (email.Events.Distinct(StringComparer.Ordinal).Count() < email.Events.Count)
        {
            errors.Add("email.events", "must not name an event twice");
        }

        if (email.EveryMinutes is < 1 or > LongestPause)
        {
            errors.Add("email.every_minutes", $"must be 1 to {LongestPause}");
        }

        return errors;
    }
}
