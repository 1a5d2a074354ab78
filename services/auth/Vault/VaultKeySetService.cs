using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Vault;

/// <summary>
/// The key set from a key management service or a secret store. It is kept in memory alone: without the service nothing starts,
/// and what has started goes on with the keys that it has.
/// </summary>
internal sealed partial class VaultKeySetService : IKeySource, IDisposable
{
    private const int LargestAnswer = 64 * 1024;

    private readonly Uri _address;
    private readonly VaultOptions _options;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ILogger<VaultKeySetService> _logger;
    private byte[] _hash;
    private long _askedAt;
    private volatile VaultKeySet _current;

    /// <exception cref="VaultKeySetException">It cannot be reached, or what it hands out must not be used.</exception>
    public VaultKeySetService(
        IOptions<VaultOptions> options, IHostEnvironment environment, TimeProvider clock, ILogger<VaultKeySetService> logger)
    {
        _options = options.Value;
        _address = AddressOf(_options.KeySetUrl, environment);
        _clock = clock;
        _logger = logger;

        // The operator's own address: it may well be a private one, and it is no user's. A redirect would take the token elsewhere.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 32,
        })
        {
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = LargestAnswer,
        };
        try
        {
            (_current, _hash) = Fetch();
        }
        catch
        {
            _http.Dispose();
            throw;
        }
    }

    public VaultKeySet Current => _current;

    public bool Reload()
    {
        if (_clock.GetElapsedTime(_askedAt) < _options.KeySetInterval)
        {
            return false;
        }

        try
        {
            var (keys, hash) = Fetch();
            if (hash.AsSpan().SequenceEqual(_hash))
            {
                return false;
            }

            (_current, _hash) = (keys, hash);
            LogReloaded(keys.Primary);
            return true;
        }
        catch (VaultKeySetException refused)
        {
            LogKept(refused.Message);
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private static Uri AddressOf(string text, IHostEnvironment environment) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && environment.IsDevelopment()))
            ? address
            : throw new VaultKeySetException("Vault:KeySetUrl must be an https address without a user name in it.");

    private (VaultKeySet Keys, byte[] Hash) Fetch()
    {
        _askedAt = _clock.GetTimestamp();
        var answer = Ask();
        try
        {
            if (_options.KeySetMember.Length == 0)
            {
                return (VaultKeySet.Parse(answer), SHA256.HashData(answer));
            }

            using var document = Parse(answer);
            var text = JsonMarshal.GetRawUtf8Value(Member(document.RootElement));
            return (VaultKeySet.Parse(text), SHA256.HashData(text));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(answer);
        }
    }

    private byte[] Ask()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = _http.Send(request);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new VaultKeySetException($"The service at Vault:KeySetUrl answered {(int)answer.StatusCode}.");
            }

            using var content = new MemoryStream();
            answer.Content.ReadAsStream().CopyTo(content);
            return content.ToArray();
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException or IOException)
        {
            // The message may quote the answer or the address; what kind it is tells enough.
            var kind = (away as HttpRequestException)?.HttpRequestError.ToString() ?? away.GetType().Name;
            throw new VaultKeySetException($"The service at Vault:KeySetUrl cannot be asked: {kind}.");
        }
    }

    private string Token()
    {
        var text = PrivateFile.Read(_options.KeySetTokenFile, "Vault:KeySetTokenFile");
        var token = Encoding.Latin1.GetString(text).Trim();
        CryptographicOperations.ZeroMemory(text);
        return token.Length > 0 && token.All(letter => letter is > ' ' and <= '~')
            ? token
            : throw new VaultKeySetException("The file of Vault:KeySetTokenFile must hold one token and nothing else.");
    }

    private static JsonDocument Parse(byte[] answer)
    {
        try
        {
            return JsonDocument.Parse(answer);
        }
        catch (JsonException)
        {
            throw new VaultKeySetException("The service at Vault:KeySetUrl did not answer with JSON.");
        }
    }

    private JsonElement Member(JsonElement element)
    {
        foreach (var name in _options.KeySetMember.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                throw new VaultKeySetException($"The answer of the service at Vault:KeySetUrl has no '{_options.KeySetMember}' (Vault:KeySetMember).");
            }
        }

        return element;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The vault's key set was fetched anew; the primary key is {KeyId}")]
    private partial void LogReloaded(string keyId);

    [LoggerMessage(Level = LogLevel.Error, Message = "No other key set is taken, the former one stays: {Reason}")]
    private partial void LogKept(string reason);
}
