namespace ContentMultiplier.Content.Data;

/// <summary>The data files of this assembly, without their comments.</summary>
internal static class EmbeddedLines
{
    public static IEnumerable<string> Of(string name)
    {
        using var stream = typeof(EmbeddedLines).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
