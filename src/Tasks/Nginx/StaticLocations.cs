using System.Globalization;
using System.Text;
using Gatehouse.Http;
using Gatehouse.Tasks.Manifest;

namespace Gatehouse.Tasks.Nginx;

/// <summary>
/// The locations of the folders that nginx serves itself. It sends the plain files that are there; whatever else a request beneath
/// the path may be (a file that is missing, a directory, a link, a name with a dot in front, another method) is left to the
/// application, so that there is one place that decides about it.
/// </summary>
internal static class StaticLocations
{
    /// <summary>The location that stands for the application.</summary>
    public const string Application = "@application";

    /// <summary>The most ranges of a request, as in the server's own RangeHeader.</summary>
    private const int MaxRanges = 16;

    /// <summary>Whether nginx serves a folder.</summary>
    public static bool Any(AppManifest manifest) => manifest.StaticFolders.Any(folder => folder.ByNginx);

    /// <summary>Whether nginx serves a folder at the root.</summary>
    public static bool HaveRoot(AppManifest manifest) => manifest.StaticFolders.Any(folder => folder.ByNginx && folder.Path == "/");

    /// <summary>The media types and the locations, with an empty line behind each; nothing without folders.</summary>
    public static string Render(AppManifest manifest, string installDirectory)
    {
        var text = new StringBuilder();
        foreach (StaticFolder folder in manifest.StaticFolders)
        {
            text.Append(folder.ByNginx ? Location(folder, installDirectory) : Left(folder)).Append('\n');
        }

        return Any(manifest) ? Types() + "\n" + text : text.ToString();
    }

    // Both the location and the alias end with a slash: of a pair that does not, /static../x would reach what lies beside the folder.
    private static string Location(StaticFolder folder, string installDirectory)
    {
        string path = folder.Path == "/" ? "/" : folder.Path + "/";
        string directory = $"{installDirectory}/{folder.Folder}/";
        string cacheControl = folder.CacheControl is { } value ? $"        add_header Cache-Control \"{value}\";\n" : "";
        string others = folder.DotFiles ? "/$" : @"/(?:\.|$)";
        return $$"""
                # {{Declaration(folder)}}: nginx sends the files that are there. About everything else
                # beneath the path the application decides.
                location ^~ {{path}} {
                    alias {{directory}};
                    disable_symlinks on from={{directory}};
                    try_files $uri {{Application}};
                    error_page 403 405 418 = {{Application}};

                    gzip_static on;
                    gzip_vary on;
                    max_ranges {{MaxRanges.ToString(CultureInfo.InvariantCulture)}};
                    add_header X-Content-Type-Options nosniff;
            {{cacheControl}}
                    location ~ "{{others}}" {
                        return 418;
                    }
                }

            """;
    }

    private static string Left(StaticFolder folder) =>
        $"    # {Declaration(folder)}: the application serves these files itself, since it says so or\n"
        + "    # has routes beneath the path, which win over files.\n";

    private static string Declaration(StaticFolder folder) => $"[StaticFiles(\"{folder.Path}\", \"{folder.Folder}\")]";

    /// <summary>The server's own table: a file has one type, whoever sends it.</summary>
    private static string Types()
    {
        var text = new StringBuilder("    # Media types of static files, as the application has them.\n    types_hash_max_size 4096;\n");
        text.Append(CultureInfo.InvariantCulture, $"    default_type {MediaTypes.Unknown.ContentType};\n    types {{\n");
        foreach ((FileType type, string[] extensions) in MediaTypes.All)
            text.Append(CultureInfo.InvariantCulture, $"        \"{type.ContentType}\" {string.Join(' ', extensions)};\n");
        return text.Append("    }\n").ToString();
    }
}
