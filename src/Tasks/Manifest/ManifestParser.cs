using System.Text.Json;
using System.Text.RegularExpressions;
using Gatehouse.Hosting;

namespace Gatehouse.Tasks.Manifest;

/// <summary>
/// JSON text to <see cref="AppManifest"/>. Everything that will be written into another program's configuration is checked
/// here against the characters it may have, so that no value can end a directive and begin another.
/// </summary>
internal static partial class ManifestParser
{
    private const int Version = 1;

    /// <summary>Parses and checks a manifest.</summary>
    /// <param name="json">The text from the assembly.</param>
    /// <exception cref="ManifestException">Names the value that is wrong, by its path in the manifest.</exception>
    public static AppManifest Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Parse(document.RootElement);
        }
        catch (JsonException e)
        {
            throw Malformed($"it is not JSON: {e.Message}");
        }
    }

    private static AppManifest Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Malformed("it is not a JSON object.");
        CheckVersion(root);
        string name = Text(root, "name", required: true)!;
        if (!ServiceName().IsMatch(name))
            throw Malformed($"name: '{name}' is not a service name: lower-case letters, digits and hyphens, at most 63, not a hyphen first or last.");
        return new AppManifest
        {
            Name = name,
            App = OneLine(Text(root, "app", required: true)!),
            ServerNames = Texts(root, "serverNames", HostName(), "a host name, such as example.org or *.example.org"),
            TrustedProxies = Texts(root, "trustedProxies", Printable(), "a network, an address, or unix:"),
            ProxyHops = Hops(root),
            ForwardedHeaders = Headers(root),
            TakesStandardForwarded = root.TryGetProperty("forwardedStandard", out JsonElement standard) && standard.ValueKind == JsonValueKind.True,
            WebSockets = WebSockets(root),
            Settings = Settings(root),
            LargestRequestBody = LargestRequestBody(root),
            StaticFolders = StaticFolders(root),
        };
    }

    private static void CheckVersion(JsonElement root)
    {
        if (!root.TryGetProperty("version", out JsonElement version) || !version.IsWholeNumber(out int number))
            throw Malformed("version: a whole number is expected.");
        if (number != Version)
        {
            throw new ManifestException(
                DeployCodes.UnknownManifestVersion,
                $"it has version {number}, and this Gatehouse.Sdk reads version {Version}. Use the same version of Gatehouse.Sdk and Gatehouse.Runtime.");
        }
    }

    private static int Hops(JsonElement root)
    {
        if (!root.TryGetProperty("proxyHops", out JsonElement value)) return 1;
        if (!value.IsWholeNumber(out int hops) || hops is < 1 or > 8) throw Malformed("proxyHops: a whole number from 1 to 8 is expected.");
        return hops;
    }

    private static ForwardedHeaderNames Headers(JsonElement root)
    {
        var standard = new ForwardedHeaderNames();
        if (!root.TryGetProperty("forwardedHeaders", out JsonElement headers)) return standard;
        if (headers.ValueKind != JsonValueKind.Object) throw Malformed("forwardedHeaders: an object is expected.");
        return new ForwardedHeaderNames
        {
            For = Header(headers, "for") ?? standard.For,
            Proto = Header(headers, "proto") ?? standard.Proto,
            Host = Header(headers, "host") ?? standard.Host,
            Port = Header(headers, "port") ?? standard.Port,
            Prefix = Header(headers, "prefix") ?? standard.Prefix,
        };
    }

    private static string? Header(JsonElement headers, string key)
    {
        string? name = Text(headers, key, required: false);
        if (name is not null && !HeaderName().IsMatch(name))
            throw Malformed($"forwardedHeaders.{key}: '{name}' is not a header name: letters, digits, hyphens and underscores.");
        return name;
    }

    private static long? LargestRequestBody(JsonElement root)
    {
        if (Text(root, "largestRequestBody", required: false) is not { } text) return null;
        return SettingValue.TrySize(text, out long bytes) ? bytes : throw Malformed($"largestRequestBody: '{text}' is not a number of bytes.");
    }

    private static StaticFolder[] StaticFolders(JsonElement root)
    {
        if (!root.TryGetProperty("staticFiles", out JsonElement list)) return [];
        if (list.ValueKind != JsonValueKind.Array) throw Malformed("staticFiles: an array is expected.");
        return [.. list.EnumerateArray().Select((folder, i) => StaticFolder(folder, $"staticFiles[{i}]"))];
    }

    private static StaticFolder StaticFolder(JsonElement folder, string place)
    {
        if (folder.ValueKind != JsonValueKind.Object) throw Malformed($"{place}: an object is expected.");
        string path = Text(folder, "path", required: true)!;
        if (!StaticPath().IsMatch(path)) throw Malformed($"{place}.path: '{path}' is not a path, such as /static.");
        string name = Text(folder, "folder", required: true)!;
        if (!RelativeFolder().IsMatch(name)) throw Malformed($"{place}.folder: '{name}' is not a folder beneath the program's.");
        string? cacheControl = Text(folder, "cacheControl", required: false);
        if (cacheControl is not null && !CacheDirectives().IsMatch(cacheControl))
            throw Malformed($"{place}.cacheControl: '{cacheControl}' is not a list of cache directives.");
        string? servedBy = Text(folder, "servedBy", required: false);
        if (servedBy is not (null or "nginx" or "app")) throw Malformed($"{place}.servedBy: '{servedBy}' is neither nginx nor app.");
        bool dotFiles = folder.TryGetProperty("dotFiles", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;
        return new StaticFolder(path, name, cacheControl, servedBy == "nginx", dotFiles);
    }

    private static AppSettings Settings(JsonElement root)
    {
        if (!root.TryGetProperty("settings", out JsonElement settings)) settings = default;
        else if (settings.ValueKind != JsonValueKind.Object) throw Malformed("settings: an object is expected.");
        return new AppSettings(
            Duration(settings, "keepAlive", SettingDefaults.KeepAlive),
            Duration(settings, "timeout", SettingDefaults.Timeout),
            Duration(settings, "gracefulTimeout", SettingDefaults.GracefulTimeout),
            Bytes(settings, "maxRequestBody", SettingDefaults.MaxRequestBody));
    }

    private static TimeSpan Duration(JsonElement settings, string key, int fallback)
    {
        string? text = Setting(settings, key);
        if (text is null) return TimeSpan.FromSeconds(fallback);
        return SettingValue.TryDuration(text, out TimeSpan time)
            ? time
            : throw Malformed($"settings.{key}: '{text}' is not a time of at most a day, such as 30, 1.5, 500ms or 2m.");
    }

    private static long Bytes(JsonElement settings, string key, long fallback)
    {
        string? text = Setting(settings, key);
        if (text is null) return fallback;
        return SettingValue.TrySize(text, out long bytes)
            ? bytes
            : throw Malformed($"settings.{key}: '{text}' is not a size, such as 65536, 500k or 10m.");
    }

    private static string? Setting(JsonElement settings, string key)
    {
        if (settings.ValueKind != JsonValueKind.Object || !settings.TryGetProperty(key, out JsonElement value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw Malformed($"settings.{key}: a number is expected."),
        };
    }

    private static string? Text(JsonElement parent, string key, bool required)
    {
        if (!parent.TryGetProperty(key, out JsonElement value))
            return required ? throw Malformed($"{key}: it is missing.") : null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Malformed($"{key}: a string is expected.");
    }

    private static string[] Texts(JsonElement parent, string key, Regex allowed, string expected)
    {
        if (!parent.TryGetProperty(key, out JsonElement value)) return [];
        if (value.ValueKind != JsonValueKind.Array) throw Malformed($"{key}: an array of strings is expected.");
        var texts = new string[value.GetArrayLength()];
        for (int i = 0; i < texts.Length; i++)
        {
            JsonElement element = value[i];
            string? text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
            if (text is null || !allowed.IsMatch(text))
                throw Malformed($"{key}[{i}]: '{text ?? element.GetRawText()}' is not {expected}.");
            texts[i] = text;
        }

        return texts;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static ManifestException Malformed(string reason) => new(DeployCodes.MalformedManifest, reason);

    private static bool IsWholeNumber(this JsonElement element, out int number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out number);
    }

    [GeneratedRegex("""^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z""")]
    private static partial Regex ServiceName();

    // A leading or a trailing label may be nginx's wildcard; regular-expression names (~) are not offered.
    [GeneratedRegex("""^(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*(\.\*)?\z|^\[[0-9A-Fa-f:.]+\]\z""")]
    private static partial Regex HostName();

    // Which networks there are is the generator's to know: they are not written into a file.
    [GeneratedRegex("""^[!-~]+\z""")]
    private static partial Regex Printable();

    [GeneratedRegex("""^[A-Za-z0-9][A-Za-z0-9_-]*\z""")]
    private static partial Regex HeaderName();

    // No name that is a dot or two: neither file may leave the folder.
    [GeneratedRegex("""^(/|(/(?!\.{1,2}(/|\z))[A-Za-z0-9._~-]+)+)\z""")]
    private static partial Regex StaticPath();

    [GeneratedRegex("""^(?!\.{1,2}(/|\z))[A-Za-z0-9._@+-]+(/(?!\.{1,2}(/|\z))[A-Za-z0-9._@+-]+)*\z""")]
    private static partial Regex RelativeFolder();

    [GeneratedRegex("""^[A-Za-z0-9 ,=_-]+\z""")]
    private static partial Regex CacheDirectives();
}
