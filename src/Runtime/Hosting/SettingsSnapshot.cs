using System.Buffers;
using System.Text.Json;

namespace Gatehouse.Hosting;

/// <summary>
/// Settings as bytes, origins included, for the way from a master to a worker it spawns. Both are the same program, so the
/// form is nobody else's business; <see cref="ServerSettings.LoggerFactory"/> is an object of one process and stays there.
/// </summary>
internal static class SettingsSnapshot
{
    public static byte[] Write(ServerSettings settings)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (Setting setting in SettingTable.All)
            {
                if (setting.Read(settings) is not { } texts)
                    continue;
                json.WriteStartArray(setting.Name);
                json.WriteStringValue(SettingOrigins.Of(setting, settings));
                foreach (string text in texts)
                    json.WriteStringValue(text);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">These are not the bytes of <see cref="Write"/>.</exception>
    public static ServerSettings Read(ReadOnlySpan<byte> bytes)
    {
        var settings = new ServerSettings();
        var reader = new Utf8JsonReader(bytes);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                Setting setting = SettingTable.Find(reader.GetString()!) ?? throw new FormatException("The snapshot has an unknown setting.");
                reader.Read();
                reader.Read();
                string origin = reader.GetString()!;
                var texts = new List<string>();
                while (reader.Read() && reader.TokenType == JsonTokenType.String)
                    texts.Add(reader.GetString()!);
                if (SettingOrigins.Write(ref settings, setting, texts, origin) is string problem)
                    throw new FormatException(problem);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("The snapshot is damaged.", e);
        }

        return settings;
    }
}
