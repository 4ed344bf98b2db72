using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gatehouse.Tasks.Manifest;

/// <content>The routes, of which the files need those that serve WebSockets.</content>
internal static partial class ManifestParser
{
    private static List<WebSocketRoute> WebSockets(JsonElement root)
    {
        var found = new List<WebSocketRoute>();
        if (!root.TryGetProperty("routes", out JsonElement routes)) return found;
        if (routes.ValueKind != JsonValueKind.Array) throw Malformed("routes: an array is expected.");
        for (int i = 0; i < routes.GetArrayLength(); i++)
        {
            JsonElement route = routes[i];
            if (route.ValueKind != JsonValueKind.Object) throw Malformed($"routes[{i}]: an object is expected.");
            if (!route.TryGetProperty("webSocket", out JsonElement socket)) continue;
            string place = $"routes[{i}].webSocket";
            if (socket.ValueKind != JsonValueKind.Object) throw Malformed($"{place}: an object is expected.");
            string template = Text(route, "template", required: true)!;
            if (!PathTemplate().IsMatch(template)) throw Malformed($"routes[{i}].template: '{template}' is not a path template.");
            found.Add(new WebSocketRoute(template, PingTime(socket, place, "pingInterval"), PingTime(socket, place, "pingTimeout")));
        }

        return found;
    }

    private static TimeSpan PingTime(JsonElement socket, string place, string key) =>
        Text(socket, key, required: true) is { } text && SettingValue.TryDuration(text, out TimeSpan time)
            ? time
            : throw Malformed($"{place}.{key}: a time of at most a day is expected.");

    // The generator's grammar: the characters of a path segment (RFC 3986 section 3.3), escapes, and parameters as whole segments.
    [GeneratedRegex("""^(/(\{\*?\w+(:[^{}=?\x00-\x1f]*)?(\?|=[^{}\x00-\x1f]+)?\}|([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*))+\z""")]
    private static partial Regex PathTemplate();
}
