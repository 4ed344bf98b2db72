using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gatehouse.Hosting;

/// <summary>What --print-config prints: each setting of the verb, its value, and where it came from.</summary>
internal static class SettingsReport
{
    public static void WriteTable(TextWriter output, EffectiveSettings settings)
    {
        (string Name, string Value, string Origin)[] rows = [("setting", "value", "from"), .. Rows(settings)];
        int name = rows.Max(r => r.Name.Length);
        int value = rows.Max(r => r.Value.Length);
        foreach ((string Name, string Value, string Origin) row in rows)
            output.WriteLine($"{row.Name.PadRight(name)}  {row.Value.PadRight(value)}  {row.Origin}");
    }

    /// <summary>The same for programs: <c>{"workers": {"value": ["4"], "origin": "--workers"}}</c>; null for what has no value.</summary>
    public static void WriteJson(TextWriter output, EffectiveSettings settings)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            foreach (Setting setting in Shown(settings))
            {
                json.WriteStartObject(setting.Name);
                IReadOnlyList<string>? texts = setting.Read(settings.Source);
                if (texts is null)
                {
                    json.WriteNull("value");
                }
                else if (setting.Kind == SettingKind.List)
                {
                    json.WriteStartArray("value");
                    foreach (string text in texts)
                        json.WriteStringValue(text);
                    json.WriteEndArray();
                }
                else
                {
                    json.WriteString("value", texts[0]);
                }

                json.WriteString("origin", settings.OriginOf(setting.Name));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static IEnumerable<(string Name, string Value, string Origin)> Rows(EffectiveSettings settings) =>
        Shown(settings).Select(s =>
        {
            string value = string.Join(", ", s.Read(settings.Source) ?? []);
            return (s.Name, value.Length == 0 ? "-none-" : value, settings.OriginOf(s.Name));
        });

    private static IEnumerable<Setting> Shown(EffectiveSettings settings) =>
        SettingTable.All.Where(s => s.Verbs.Contains(settings.Verb));
}
