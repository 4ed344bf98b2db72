using System.Globalization;
using Gatehouse.Generators.Model;
using Gatehouse.Hosting;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>What the manifest depends on.</summary>
internal sealed record ManifestModel(
    string Name,
    string App,
    EquatableArray<string> ServerNames,
    TrustModel Trust,
    EquatableArray<Setting> Settings,
    EquatableArray<RouteName> Routes,
    EquatableArray<ServedFolder> StaticFolders,
    long? LargestRequestBody = null);

/// <summary>A route as the manifest names it; with the times of its pings where it is a WebSocket.</summary>
internal sealed record RouteName(string HttpMethod, string Template, PingTimes? WebSocket = null);

/// <summary>Seconds between pings, and to answer one: how long the connection of a client that is alive can be quiet.</summary>
internal sealed record PingTimes(double Interval, double Timeout);

/// <summary>A static folder, and whether nginx serves it.</summary>
internal sealed record ServedFolder(StaticFolderModel Folder, bool ByNginx);

/// <summary>Emits the manifest: the declaration as the build tasks read it from the assembly's metadata.</summary>
internal static class ManifestEmitter
{
    private const int SchemaVersion = 1;

    /// <summary>What the deploy files always need, in the order of the manifest.</summary>
    private static readonly IReadOnlyList<Setting> BuiltIn =
    [
        new("keepAlive", Text(SettingDefaults.KeepAlive)),
        new("timeout", Text(SettingDefaults.Timeout)),
        new("gracefulTimeout", Text(SettingDefaults.GracefulTimeout)),
        new("maxRequestBody", Text(SettingDefaults.MaxRequestBody)),
    ];

    public static SourceText Emit(ManifestModel model) => new SourceWriter()
        .Header()
        .Line($"[assembly: global::System.Reflection.AssemblyMetadataAttribute(\"Gatehouse.Manifest\", \"\"\"{Json(model)}\"\"\")]")
        .ToSource();

    public static string Json(ManifestModel model)
    {
        var json = new JsonWriter();
        json.Object(() =>
        {
            json.Name("version").Value(SchemaVersion);
            json.Name("name").Value(model.Name);
            json.Name("app").Value(model.App);
            json.Name("serverNames").Values(model.ServerNames);
            json.Name("trustedProxies").Values(model.Trust.Networks);
            json.Name("proxyHops").Value(model.Trust.Hops);
            json.Name("forwarded").Values(model.Trust.Fields.Where(field => field.IsTaken).Select(field => Lower(field.Fact)));
            json.Name("forwardedHeaders").Object(() =>
            {
                foreach (ForwardedField field in model.Trust.Fields) json.Name(Lower(field.Fact)).Value(field.Header);
            });
            if (model.Trust.IsStandard) json.Name("forwardedStandard").Value(true);
            json.Name("settings").Object(() =>
            {
                foreach (Setting setting in Effective(model.Settings)) json.Name(setting.Name).Value(setting.Value);
            });
            if (model.LargestRequestBody is { } largest) json.Name("largestRequestBody").Value(Text(largest));
            json.Name("routes").Array(() =>
            {
                foreach (RouteName route in model.Routes) WriteRoute(json, route);
            });
            if (model.StaticFolders.Count > 0)
            {
                json.Name("staticFiles").Array(() =>
                {
                    foreach (ServedFolder served in model.StaticFolders) json.Object(() => Write(json, served));
                });
            }
        });
        return json.ToString();
    }

    private static void Write(JsonWriter json, ServedFolder served)
    {
        json.Name("path").Value(served.Folder.Path).Name("folder").Value(served.Folder.Folder);
        if (served.Folder.CacheControl is { } cacheControl) json.Name("cacheControl").Value(cacheControl);
        json.Name("servedBy").Value(served.ByNginx ? "nginx" : "app");
        if (served.Folder.DotFiles) json.Name("dotFiles").Value(true);
    }

    private static void WriteRoute(JsonWriter json, RouteName route) => json.Object(() =>
    {
        json.Name("method").Value(route.HttpMethod).Name("template").Value(route.Template);
        if (route.WebSocket is not { } times) return;
        json.Name("webSocket").Object(() => json.Name("pingInterval").Value(Text(times.Interval)).Name("pingTimeout").Value(Text(times.Timeout)));
    });

    private static IEnumerable<Setting> Effective(EquatableArray<Setting> settings) => BuiltIn
        .Select(setting => settings.FirstOrDefault(other => other.Name == setting.Name) ?? setting)
        .Concat(settings.Where(setting => BuiltIn.All(other => other.Name != setting.Name)));

    private static string Lower(string fact) => fact.ToLowerInvariant();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Milliseconds are the finest unit of those who read it.
    private static string Text(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
