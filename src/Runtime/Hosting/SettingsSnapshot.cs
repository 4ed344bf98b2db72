namespace Gatehouse.Hosting;

/// <summary>
/// Settings as bytes, origins included, for the way from a master to a worker it spawns. Plain counted strings: a worker must
/// not load a JSON reader to start. <see cref="ServerSettings.LoggerFactory"/> is an object of one process and stays there.
/// </summary>
internal static class SettingsSnapshot
{
    public static byte[] Write(ServerSettings settings)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (Setting setting in SettingTable.All)
        {
            if (setting.Read(settings) is not { } texts)
                continue;
            writer.Write(setting.Name);
            writer.Write(SettingOrigins.Of(setting, settings)!);
            writer.Write(texts.Count);
            foreach (string text in texts)
                writer.Write(text);
        }

        writer.Write("");
        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="FormatException">These are not the bytes of <see cref="Write"/>.</exception>
    public static ServerSettings Read(ReadOnlySpan<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()));
        var settings = new ServerSettings();
        try
        {
            // After HUP the worker may be newer than its master, and not know a setting, or know more.
            for (string name = reader.ReadString(); name.Length > 0; name = reader.ReadString())
            {
                string origin = reader.ReadString();
                var texts = new List<string>();
                for (int left = reader.ReadInt32(); left > 0; left--)
                    texts.Add(reader.ReadString());
                if (SettingTable.Find(name) is { } setting
                    && SettingOrigins.Write(ref settings, setting, texts, origin) is string problem)
                {
                    throw new FormatException(problem);
                }
            }
        }
        catch (IOException e)
        {
            throw new FormatException("The snapshot is damaged.", e);
        }

        return settings;
    }
}
