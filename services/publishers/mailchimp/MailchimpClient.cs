using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>Where a token is asked which datacentre its account is in.</summary>
internal sealed class MailchimpLogin(HttpClient http)
{
    public async Task<string?> DatacentreAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "oauth2/metadata");
        request.Headers.Authorization = new AuthenticationHeaderValue("OAuth", credential.AccessToken);
        using var response = await http.SendAsync(request, cancellationToken);
        return (await response.Content.ReadFromJsonAsync(MailchimpJson.Default.LoginMetadata, cancellationToken))?.Dc;
    }
}

/// <summary>The endpoints of the Marketing API that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class MailchimpClient(HttpClient http)
{
    public const int LargestPage = 1000;

    private const string ReportFields = "emails_sent,opens,clicks,bounces,unsubscribed,abuse_reports,forwards";
    private const string CampaignFields = "id,status,long_archive_url,archive_url";

    public async Task<Campaign> CreateAsync(NewCampaign campaign, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            HttpMethod.Post, "campaigns", JsonContent.Create(campaign, MailchimpJson.Default.NewCampaign), credential, cancellationToken);
        return await ReadAsync(response, MailchimpJson.Default.Campaign, cancellationToken);
    }

    public Task<CampaignCall> SetContentAsync(string id, CampaignContent content, AccountCredential credential, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Put, id, "content", JsonContent.Create(content, MailchimpJson.Default.CampaignContent), credential, cancellationToken);

    public Task<CampaignCall> SendTestAsync(string id, IReadOnlyList<string> addresses, AccountCredential credential, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, id, "actions/test", JsonContent.Create(new TestMail(addresses, "html"), MailchimpJson.Default.TestMail), credential, cancellationToken);

    public Task<CampaignCall> SendAsync(string id, AccountCredential credential, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, id, "actions/send", null, credential, cancellationToken);

    public Task<CampaignCall> ScheduleAsync(string id, DateTimeOffset at, AccountCredential credential, CancellationToken cancellationToken)
    {
        var time = new ScheduleTime(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        return CallAsync(HttpMethod.Post, id, "actions/schedule", JsonContent.Create(time, MailchimpJson.Default.ScheduleTime), credential, cancellationToken);
    }

    public Task<Checklist> GetChecklistAsync(string id, AccountCredential credential, CancellationToken cancellationToken) =>
        GetAsync($"campaigns/{Uri.EscapeDataString(id)}/send-checklist", credential, MailchimpJson.Default.Checklist, cancellationToken);

    public Task<Campaign> GetAsync(string id, AccountCredential credential, CancellationToken cancellationToken) =>
        GetAsync($"campaigns/{Uri.EscapeDataString(id)}?fields={CampaignFields}", credential, MailchimpJson.Default.Campaign, cancellationToken);

    public Task<CampaignReport> GetReportAsync(string id, AccountCredential credential, CancellationToken cancellationToken) =>
        GetAsync($"reports/{Uri.EscapeDataString(id)}?fields={ReportFields}", credential, MailchimpJson.Default.CampaignReport, cancellationToken);

    /// <summary>What was made since, newest first.</summary>
    public async Task<IReadOnlyList<ListedCampaign>> ListAsync(DateTimeOffset since, AccountCredential credential, CancellationToken cancellationToken)
    {
        var fields = string.Join(',', CampaignFields.Split(',').Append("settings.title").Select(field => $"campaigns.{field}"));
        var page = await GetAsync(
            $"campaigns?since_create_time={since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}&sort_field=create_time&sort_dir=DESC&count={LargestPage}&fields={fields}",
            credential,
            MailchimpJson.Default.CampaignPage,
            cancellationToken);
        return page.Campaigns ?? [];
    }

    public async Task<IReadOnlyList<Audience>> GetAudiencesAsync(Uri? address, AccountCredential credential, CancellationToken cancellationToken)
    {
        var found = new List<Audience>();
        while (true)
        {
            using var request = Request(
                HttpMethod.Get,
                $"lists?count={LargestPage}&offset={found.Count}&fields=lists.id,lists.name,lists.campaign_defaults,total_items",
                http.BaseAddress ?? address ?? MailchimpServer.AddressOf(credential),
                credential);
            using var response = await http.SendAsync(request, cancellationToken);
            var page = await ReadAsync(response, MailchimpJson.Default.AudiencePage, cancellationToken);
            found.AddRange(page.Lists ?? []);
            if (page.Lists is not { Count: > 0 } || found.Count >= page.TotalItems)
            {
                return found;
            }
        }
    }

    /// <summary>Tags are segments that somebody put together by hand.</summary>
    public async Task<Segment?> FindTagAsync(string listId, string name, AccountCredential credential, CancellationToken cancellationToken)
    {
        for (var read = 0; ;)
        {
            var page = await GetAsync(
                $"lists/{Uri.EscapeDataString(listId)}/segments?type=static&count={LargestPage}&offset={read}&fields=segments.id,segments.name,total_items",
                credential,
                MailchimpJson.Default.SegmentPage,
                cancellationToken);
            var segments = page.Segments ?? [];
            read += segments.Count;
            if (segments.FirstOrDefault(segment => string.Equals(segment.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found;
            }

            if (segments.Count == 0 || read >= page.TotalItems)
            {
                return null;
            }
        }
    }

    private async Task<CampaignCall> CallAsync(
        HttpMethod method, string id, string what, HttpContent? body, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, $"campaigns/{Uri.EscapeDataString(id)}/{what}", body, credential, cancellationToken);

        // Most of these have no body; one that was cut off must not pass for a whole answer.
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new CampaignCall(id);
    }

    private async Task<T> GetAsync<T>(string path, AccountCredential credential, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, credential, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? body, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, http.BaseAddress ?? MailchimpServer.AddressOf(credential), credential);
        request.Content = body;
        return await http.SendAsync(request, cancellationToken);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, Uri address, AccountCredential credential)
    {
        var request = new HttpRequestMessage(method, new Uri(address, $"3.0/{path}"));
        request.Headers.Authorization = MailchimpServer.SignatureOf(credential);
        return request;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new LostAnswerException("Mailchimp answered without a word.");
}
