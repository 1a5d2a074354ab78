using System.Globalization;
using System.Text.Json.Serialization;

namespace ContentMultiplier.Local.Processes;

/// <summary>
/// A process id together with the moment it was given out: ids are used again, the pair is not.
/// </summary>
public sealed record ProcessIdentity(int Pid, string Started)
{
    [JsonIgnore]
    public bool IsAlive => Pid > 0 && Of(Pid) == this;

    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            // The second field is the name in parentheses and may itself hold spaces and parentheses.
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new(pid, fields[19]);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public bool Signal(int signal) => IsAlive && Signals.Send(Pid, signal);
}
