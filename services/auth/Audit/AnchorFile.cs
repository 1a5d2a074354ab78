using System.Text.Json;

namespace ContentMultiplier.Auth.Audit;

/// <summary>The file of anchors, read whole; a line that does not fit the ones before it is a finding.</summary>
internal sealed class AnchorFile
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Dictionary<Guid, AnchoredHead> _heads = [];

    /// <summary>What the first line follows.</summary>
    public string LastMac { get; private set; } = "";

    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>Where each chain stood at last.</summary>
    public IReadOnlyDictionary<Guid, AnchoredHead> Heads => _heads;

    /// <summary>Everything that was ever said about a chain.</summary>
    public List<AnchoredHead> Said { get; } = [];

    public List<string> Findings { get; } = [];

    public static AnchorFile Read(TextReader text, byte[] key)
    {
        var file = new AnchorFile();
        var number = 0;
        string? root = null;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (Parse(line) is not { } anchor || !anchor.IsGenuine(key) || anchor.Previous != file.LastMac)
            {
                file.Findings.Add($"anchor file, line {number}: was altered, or the line before it is gone");
                return file;
            }

            file.Take(anchor);
            root = anchor.Root;
        }

        if (root is not null && root != Convert.ToHexStringLower(Anchor.RootOf(file._heads.Values)))
        {
            file.Findings.Add("anchor file: the lines do not add up to the root of the last one");
        }

        return file;
    }

    public static string Write(Anchor anchor) => JsonSerializer.Serialize(anchor, Json);

    private static Anchor? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Anchor>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Take(Anchor anchor)
    {
        foreach (var head in anchor.Moved)
        {
            _heads[head.Workspace] = head;
            Said.Add(head);
        }

        (LastMac, LastAt) = (anchor.Mac, anchor.At);
    }
}
