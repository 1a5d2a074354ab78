using System.Security.Cryptography;

namespace ContentMultiplier.Auth.Tests.Support;

internal static class KeySetFiles
{
    public static string Write() => Write(Random());

    public static string Write(string json, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var path = Path.Combine(Path.GetTempPath(), $"key-set-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }

    public static string Random(string id = "k1") => With(id, RandomNumberGenerator.GetBytes(32));

    public static string With(string id, byte[] key, string status = "enabled") =>
        $$$$"""{"primary":"{{{{id}}}}","keys":{"{{{{id}}}}":{"b64":"{{{{Convert.ToBase64String(key)}}}}","status":"{{{{status}}}}"}}}""";
}
