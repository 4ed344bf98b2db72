using System.Text;
using System.Text.Json;

namespace Gatehouse.Hosting;

/// <summary>One setting of a file: its texts, and the line of its name.</summary>
internal readonly record struct FileEntry(Setting Setting, IReadOnlyList<string> Texts, string Origin);

/// <summary>
/// The settings of a JSON file: one object, each key the name of a setting. Comments and trailing commas are allowed, since
/// people write it; unknown and repeated keys are errors, since people mistype.
/// </summary>
internal static class SettingsFile
{
    private static readonly (string Foreign, string Own)[] Synonyms =
    [
        ("port", "bind"), ("host", "bind"), ("listen", "bind"), ("urls", "bind"), ("daemon", "noDaemon"), ("chdir", "runDir"),
        ("uid", "user"), ("gid", "group"), ("accessLogfile", "accessLog"), ("errorLogfile", "errorLog"), ("logfile", "errorLog"),
        ("forwardedAllowIps", "trustedProxies"), ("limitRequestLine", "maxRequestLine"), ("limitRequestFields", "maxHeaderCount"),
    ];

    /// <summary>Reads a file's text.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <param name="problems">Receives a line for each error.</param>
    public static IReadOnlyList<FileEntry> Read(ReadOnlySpan<byte> utf8, string name, List<string> problems)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        var entries = new List<FileEntry>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                problems.Add($"{name} line {LineOf(utf8, reader)} is not a JSON object of settings");
                return entries;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                ReadEntry(ref reader, utf8, name, entries, problems);

            // What follows the object is an error that only reading it brings out.
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            problems.Add($"{name} line {e.LineNumber + 1} is not JSON: {Reason(e)}");
        }

        return entries;
    }

    private static void ReadEntry(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string name, List<FileEntry> entries, List<string> problems)
    {
        string key = reader.GetString()!;
        string origin = $"{name} line {LineOf(utf8, reader)}";
        reader.Read();
        if (SettingTable.Find(key) is not { } setting)
        {
            reader.Skip();
            problems.Add($"unknown setting '{key}' ({origin})"
                + Suggestion.Question(Suggestion.For(key, SettingTable.All.Select(s => s.Name), Synonyms)));
            return;
        }

        if (entries.Any(e => e.Setting == setting))
            problems.Add($"'{key}' is set twice ({origin})");
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType == JsonTokenType.StartArray && setting.Kind == SettingKind.List)
        {
            var texts = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.String)
                {
                    texts.Add(reader.GetString()!);
                    continue;
                }

                problems.Add($"an item of {key} ({origin}) is not a text in quotes");
                reader.Skip();
            }

            entries.Add(new FileEntry(setting, texts, origin));
        }
        else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            reader.Skip();
            problems.Add($"the value of {key} ({origin}) is not {setting.Expected}");
        }
        else
        {
            // A number or a literal has the text that it has on the command line.
            string text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
            entries.Add(new FileEntry(setting, setting.Kind == SettingKind.List ? [.. ListSetting.Split(text)] : [text], origin));
        }
    }

    private static int LineOf(ReadOnlySpan<byte> utf8, in Utf8JsonReader reader) =>
        utf8[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;

    /// <summary>The message without the position that it ends with: the line is already said, counted from 1.</summary>
    private static string Reason(JsonException e)
    {
        int position = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (position < 0 ? e.Message : e.Message[..position]).TrimEnd('.');
    }
}
