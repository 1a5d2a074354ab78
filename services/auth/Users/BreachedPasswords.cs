using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Users;

/// <summary>
/// Looks a password up in the file of leaked ones by halving it: the whole list has forty gigabytes and stays on the disk.
/// </summary>
internal sealed class BreachedPasswords : IDisposable
{
    private const int HashLength = 40;
    private const int LongestLine = 64;

    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle? _file;
    private readonly long _length;

    /// <exception cref="InvalidOperationException">The file is not there or is something else.</exception>
    public BreachedPasswords(IOptions<PasswordOptions> options)
    {
        if (options.Value.BreachedFile is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            _file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The list of leaked passwords (Passwords:BreachedFile) cannot be read.", missing);
        }

        _length = RandomAccess.GetLength(_file);
        if (HashAt(0) is not { } first || !first.All(char.IsAsciiHexDigit))
        {
            throw new InvalidOperationException("The list of leaked passwords (Passwords:BreachedFile) has to be SHA-1 hashes in hex, one per line and sorted.");
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "The list is made with this hash; nothing is protected by it.")]
    public bool Contains(string password)
    {
        if (_file is null)
        {
            return false;
        }

        var wanted = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
        var (low, high) = (0L, _length);
        while (low < high)
        {
            var start = StartOfLine(low + ((high - low) / 2), low);
            var found = HashAt(start);
            var order = found is null ? 1 : string.Compare(found, wanted, StringComparison.OrdinalIgnoreCase);
            if (order == 0)
            {
                return true;
            }

            (low, high) = order > 0 ? (low, start) : (EndOfLine(start), high);
        }

        return false;
    }

    public void Dispose() => _file?.Dispose();

    private string? HashAt(long start)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        return RandomAccess.Read(_file!, hash, start) == HashLength ? Encoding.ASCII.GetString(hash) : null;
    }

    /// <summary>Where the line begins that this position lies in.</summary>
    private long StartOfLine(long position, long from)
    {
        Span<byte> before = stackalloc byte[LongestLine];
        var start = Math.Max(from, position - LongestLine);
        var text = before[..(int)(position - start)];
        _ = RandomAccess.Read(_file!, text, start);
        return text.LastIndexOf((byte)'\n') is var end and >= 0 ? start + end + 1 : from;
    }

    private long EndOfLine(long start)
    {
        Span<byte> line = stackalloc byte[LongestLine];
        var text = line[..RandomAccess.Read(_file!, line, start)];
        return text.IndexOf((byte)'\n') is var end and >= 0 ? start + end + 1 : _length;
    }
}
