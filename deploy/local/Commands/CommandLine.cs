using System.Globalization;

namespace ContentMultiplier.Local.Commands;

internal sealed record CommandLine
{
    public const string Usage = """
        usage: up [--detach] [--no-sandbox] [--observe] [--data DIR] [--port 8080]
               down [--wipe] [--data DIR]
               servers [--detach] [--while PID] [--data DIR]
               reap --while PID [--data DIR]
        """;

    public required string Command { get; init; }

    public bool Detach { get; init; }

    public bool Wipe { get; init; }

    /// <summary>Ends when this process has ended.</summary>
    public int? While { get; init; }

    public bool Sandbox { get; init; } = true;

    /// <summary>Whether the processes send metrics and traces.</summary>
    public bool Observe { get; init; }

    public string Data { get; init; } = Repository.DataFolder;

    public int Port { get; init; } = 8080;

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine { Command = arguments.Count > 0 ? arguments[0] : string.Empty };
        for (var index = 1; index < arguments.Count; index++)
        {
            string Value() => ++index < arguments.Count ? arguments[index] : throw new LocalException($"{arguments[^1]} needs a value.\n{Usage}");

            line = arguments[index] switch
            {
                "--detach" => line with { Detach = true },
                "--wipe" => line with { Wipe = true },
                "--no-sandbox" => line with { Sandbox = false },
                "--observe" => line with { Observe = true },
                "--data" => line with { Data = Path.GetFullPath(Value()) },
                "--while" => line with { While = int.Parse(Value(), CultureInfo.InvariantCulture) },
                "--port" => line with { Port = PortOf(Value()) },
                var unknown => throw new LocalException($"{unknown} is not an option.\n{Usage}"),
            };
        }

        return line;
    }

    private static int PortOf(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : throw new LocalException($"{text} is not a port.");
}
