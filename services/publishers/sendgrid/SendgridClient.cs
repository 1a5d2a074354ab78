using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace ContentMultiplier.Publishers.Sendgrid;

/// <summary>The endpoints of SendGrid that are used. Whatever is no success has become an exception before it gets here.</summary>
internal sealed class SendgridClient(HttpClient http)
{
    private const string MessageId = "X-Message-Id";

    /// <returns>The id that every event of these mails begins with.</returns>
    public async Task<string?> SendAsync(Mail mail, AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, "v3/mail/send", credential);
        request.Content = JsonContent.Create(mail, SendgridJson.Default.Mail);
        using var response = await http.SendAsync(request, cancellationToken);

        // The answer has no body; one that was cut off must not pass for it.
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.Headers.TryGetValues(MessageId, out var ids) ? ids.FirstOrDefault() : null;
    }

    /// <summary>A number under which mails can be called back before their time. Nobody sees one that is not used.</summary>
    public async Task<MailBatch> CreateBatchAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, "v3/mail/batch", credential);
        return await ReadAsync(request, SendgridJson.Default.MailBatch, cancellationToken);
    }

    public async Task<KeyScopes> GetScopesAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, "v3/scopes", credential);
        return await ReadAsync(request, SendgridJson.Default.KeyScopes, cancellationToken);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, AccountCredential credential)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.Fields[SendgridPlatform.KeyField]);
        return request;
    }

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new LostAnswerException("SendGrid answered without a word.");
    }
}
