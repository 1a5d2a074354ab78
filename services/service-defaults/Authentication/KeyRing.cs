using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Authentication;

internal sealed class KeyRingOptions
{
    /// <summary>Base64 of 32 random bytes: seals the ring's keys at rest.</summary>
    public string Key { get; set; } = "";

    public byte[] Bytes() => Convert.FromBase64String(Key);
}

/// <summary>
/// Keeps the data-protection keys in the one table that all services share, in a database of its own.
/// Calls are synchronous because the framework's interface is; they happen at start and once a day.
/// </summary>
internal sealed class KeyRingRepository(NpgsqlDataSource database) : IXmlRepository, IDisposable
{
    private const string Schema = """
        create table if not exists data_protection_keys (
            name text primary key,
            xml text not null,
            created_at timestamptz not null default clock_timestamp())
        """;

    /// <summary>
    /// Processes that start together all find the ring empty and all make a key, and none would look again for the
    /// others' before tomorrow: the first one's counts, and the framework reads the ring anew after it stored a key.
    /// </summary>
    private const string FirstOfMany = """
        insert into data_protection_keys (name, xml)
        select $1, $2 where not $3 or not exists (
            select from data_protection_keys where name like 'key-%' and created_at > clock_timestamp() - interval '1 hour')
        on conflict (name) do update set xml = excluded.xml
        """;

    private bool _created;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        EnsureTable();
        using var command = database.CreateCommand("select xml from data_protection_keys order by created_at");
        using var reader = command.ExecuteReader();
        List<XElement> elements = [];
        while (reader.Read())
        {
            elements.Add(XElement.Parse(reader.GetString(0)));
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        EnsureTable();
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using (var alone = new NpgsqlCommand("lock table data_protection_keys in share row exclusive mode", connection, transaction))
        {
            alone.ExecuteNonQuery();
        }

        using var command = new NpgsqlCommand(FirstOfMany, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter { Value = friendlyName });
        command.Parameters.Add(new NpgsqlParameter { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.Parameters.Add(new NpgsqlParameter { Value = friendlyName.StartsWith("key-", StringComparison.Ordinal) });
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    public void Dispose() => database.Dispose();

    private void EnsureTable()
    {
        if (_created)
        {
            return;
        }

        using var schema = database.CreateCommand(SharedTable.Once(Schema));
        schema.ExecuteNonQuery();
        _created = true;
    }
}

/// <summary>Seals a key of the ring with AES-256-GCM: <c>nonce[12] | tag[16] | ciphertext</c>, base64.</summary>
internal sealed class KeyRingEncryptor(IOptions<KeyRingOptions> options) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedKey = new byte[28 + plain.Length];
        RandomNumberGenerator.Fill(sealedKey.AsSpan(0, 12));
        using var aes = new AesGcm(options.Value.Bytes(), 16);
        aes.Encrypt(sealedKey.AsSpan(0, 12), plain, sealedKey.AsSpan(28), sealedKey.AsSpan(12, 16), KeyRingDecryptor.Purpose);
        CryptographicOperations.ZeroMemory(plain);
        return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(sealedKey)), typeof(KeyRingDecryptor));
    }
}

/// <summary>Opens what <see cref="KeyRingEncryptor"/> sealed; the framework makes it by name from the stored XML.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    internal static readonly byte[] Purpose = "dpkeys"u8.ToArray();

    public XElement Decrypt(XElement encryptedElement)
    {
        var sealedKey = Convert.FromBase64String(encryptedElement.Value);
        var plain = new byte[sealedKey.Length - 28];
        using var aes = new AesGcm(services.GetRequiredService<IOptions<KeyRingOptions>>().Value.Bytes(), 16);
        aes.Decrypt(sealedKey.AsSpan(0, 12), sealedKey.AsSpan(28), sealedKey.AsSpan(12, 16), plain, Purpose);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
