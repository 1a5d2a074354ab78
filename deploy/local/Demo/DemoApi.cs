using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentMultiplier.Local.Demo;

/// <summary>The few calls of the public API that a newcomer makes first.</summary>
public sealed class DemoApi(HttpClient http)
{
    /// <returns>False when the address is registered already.</returns>
    public async Task<bool> RegisterAsync(string email, string password, string name, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync("/api/auth/register", new { email, password, name }, cancellationToken);
        return answer.StatusCode != System.Net.HttpStatusCode.Conflict && await RequireAsync(answer, cancellationToken) is not null;
    }

    /// <summary>Later calls are made as this user.</summary>
    public async Task SignInAsync(string email, string password, CancellationToken cancellationToken)
    {
        var tokens = await PostAsync("/api/auth/login", new { email, password }, cancellationToken);
        Use(tokens["access_token"]!.GetValue<string>());
    }

    /// <summary>Later calls are made with this token or key.</summary>
    public void Use(string token) => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public async Task<string> CreateApiKeyAsync(string name, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        var created = await PostAsync("/api/auth/api-keys", new { name, scopes }, cancellationToken);
        return created["key"]!.GetValue<string>();
    }

    /// <summary>Platforms of the connected accounts with their names.</summary>
    public async Task<IReadOnlyList<(string Platform, string Name)>> AccountsAsync(CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync("/api/publishing/credentials", cancellationToken);
        var accounts = await RequireAsync(answer, cancellationToken);
        return [.. (accounts["items"] ?? accounts["accounts"])!.AsArray()
            .Select(account => (account!["platform"]!.GetValue<string>(), account["name"]!.GetValue<string>()))];
    }

    public Task ConnectByFieldsAsync(string platform, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken) =>
        PostAsync("/api/publishing/credentials", new { platform, fields }, cancellationToken);

    /// <summary>What a person does in a browser: follow the link, choose an account, allow.</summary>
    public async Task ConnectByConsentAsync(string platform, string account, CancellationToken cancellationToken)
    {
        using var begun = await http.GetAsync($"/api/publishing/auth/{platform}", cancellationToken);
        var page = new Uri((await RequireAsync(begun, cancellationToken))["authorization_url"]!.GetValue<string>());

        var form = QueryOf(page);
        form["account"] = account;
        form["decision"] = "allow";
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var consent = await browser.PostAsync(new Uri(page.GetLeftPart(UriPartial.Path)), new FormUrlEncodedContent(form), cancellationToken);
        var redirect = QueryOf(consent.Headers.Location ?? throw new LocalException($"{page.Host} gave no consent for {platform}: {(int)consent.StatusCode}."));

        await PostAsync($"/api/publishing/auth/{platform}/callback", new { code = redirect["code"], state = redirect["state"] }, cancellationToken);
    }

    private static Dictionary<string, string> QueryOf(Uri address) =>
        address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => Decode(pair[0]), pair => Decode(pair.ElementAtOrDefault(1) ?? string.Empty));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private async Task<JsonNode> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(path, body, cancellationToken);
        return await RequireAsync(answer, cancellationToken);
    }

    private static async Task<JsonNode> RequireAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{answer.RequestMessage!.RequestUri!.AbsolutePath} answered {(int)answer.StatusCode}: {text}", null, answer.StatusCode);
        }

        try
        {
            return JsonNode.Parse(text.Length == 0 ? "{}" : text)!;
        }
        catch (JsonException unexpected)
        {
            throw new HttpRequestException($"{answer.RequestMessage!.RequestUri!.AbsolutePath} did not answer with JSON.", unexpected);
        }
    }
}
