namespace ContentMultiplier.Auth.Vault;

/// <summary>A file that nobody but its owner may read.</summary>
internal static class PrivateFile
{
    /// <param name="setting">Which names the file, for the person who has to mend it.</param>
    /// <exception cref="VaultKeySetException">It is not there, or others may read it.</exception>
    public static byte[] Read(string path, string setting)
    {
        try
        {
            if (!OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
            {
                throw new VaultKeySetException($"The file of {setting} may be readable by its owner only: mode 0400 or 0600.");
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new VaultKeySetException($"The file of {setting} cannot be read: {missing.GetType().Name}.");
        }
    }
}
