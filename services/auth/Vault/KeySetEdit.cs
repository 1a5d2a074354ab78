using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentMultiplier.Auth.Vault;

/// <summary>Changes of a key set file. What would not be accepted at the next reading is not written.</summary>
internal sealed class KeySetEdit
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private readonly string _path;
    private readonly JsonObject _document;
    private readonly JsonObject _keys;

    public KeySetEdit(string path)
    {
        _path = path;
        var text = File.ReadAllBytes(path);
        VaultKeySet.Parse(text);
        _document = JsonNode.Parse(text, new JsonNodeOptions { PropertyNameCaseInsensitive = true })!.AsObject();
        _keys = _document["keys"]!.AsObject();
        CryptographicOperations.ZeroMemory(text);
    }

    public string Primary => (string)_document["primary"]!;

    /// <summary>A new key that opens only, until all processes have it.</summary>
    public void Add(string id)
    {
        if (_keys.ContainsKey(id))
        {
            throw new VaultKeySetException($"Key '{id}' is there already.");
        }

        _keys[id] = new JsonObject
        {
            ["b64"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Envelope.KeyLength)),
            ["status"] = "decrypt_only",
        };
    }

    public void MakePrimary(string id)
    {
        var key = Find(id);
        Find(Primary)["status"] = "decrypt_only";
        key["status"] = "enabled";
        _document["primary"] = id;
    }

    public void Disable(string id)
    {
        if (id == Primary)
        {
            throw new VaultKeySetException($"Key '{id}' is the primary one.");
        }

        Find(id)["status"] = "disabled";
    }

    public void Remove(string id)
    {
        if ((string?)Find(id)["status"] != "disabled")
        {
            throw new VaultKeySetException($"Key '{id}' is not disabled yet.");
        }

        _keys.Remove(id);
    }

    /// <summary>In place and in one write: a container that has the file mounted sees no other file of the same name.</summary>
    public void Save()
    {
        var text = Encoding.UTF8.GetBytes(_document.ToJsonString(Readable));
        VaultKeySet.Parse(text);
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(_path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using (var file = new FileStream(_path, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(0);
            file.Write(text);
            file.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, mode);
        }

        CryptographicOperations.ZeroMemory(text);
    }

    private JsonObject Find(string id) =>
        _keys[id] as JsonObject ?? throw new VaultKeySetException($"There is no key '{id}' in the key set.");
}
