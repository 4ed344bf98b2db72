using System.Collections.Frozen;

namespace Gatehouse.Http;

/// <summary>What a file is sent as.</summary>
/// <param name="ContentType">Value of the Content-Type field.</param>
/// <param name="IsCompressible">Whether a content coding makes it smaller: the file may have siblings in other codings.</param>
internal readonly record struct FileType(string ContentType, bool IsCompressible);

/// <summary>
/// Media types by file name extension, as the IANA registry has them. Text is UTF-8. The server and the nginx site are made
/// from the same table, so that a file is the same whoever sends it.
/// </summary>
internal static class MediaTypes
{
    /// <summary>For every other name (RFC 9110 section 8.3).</summary>
    public static readonly FileType Unknown = new("application/octet-stream", false);

    private const int LongestExtension = 11;

    /// <summary>Every type, with its extensions in lower case.</summary>
    public static IReadOnlyList<(FileType Type, string[] Extensions)> All { get; } =
    [
        // Text and code.
        (Compressible("text/html; charset=utf-8"), ["html", "htm"]),
        (Compressible("text/css; charset=utf-8"), ["css"]),
        (Compressible("text/javascript; charset=utf-8"), ["js", "mjs"]),
        (Compressible("text/plain; charset=utf-8"), ["txt", "text", "log"]),
        (Compressible("text/markdown; charset=utf-8"), ["md"]),
        (Compressible("text/csv; charset=utf-8"), ["csv"]),
        (Compressible("text/calendar; charset=utf-8"), ["ics"]),
        (Compressible("text/vcard; charset=utf-8"), ["vcf"]),
        (Compressible("text/vtt; charset=utf-8"), ["vtt"]),
        (Compressible("text/xml; charset=utf-8"), ["xml", "xsl"]),
        (Compressible("application/json"), ["json", "map"]),
        (Compressible("application/ld+json"), ["jsonld"]),
        (Compressible("application/geo+json"), ["geojson"]),
        (Compressible("application/manifest+json"), ["webmanifest"]),
        (Compressible("application/yaml"), ["yaml", "yml"]),
        (Compressible("application/atom+xml"), ["atom"]),
        (Compressible("application/rss+xml"), ["rss"]),
        (Compressible("application/xhtml+xml"), ["xhtml"]),
        (Compressible("application/xslt+xml"), ["xslt"]),
        (Compressible("application/rtf"), ["rtf"]),
        (Compressible("application/sql"), ["sql"]),
        (Compressible("application/wasm"), ["wasm"]),

        // Pictures.
        (Compressible("image/svg+xml"), ["svg"]),
        (Compressible("image/bmp"), ["bmp"]),
        (Compressible("image/vnd.microsoft.icon"), ["ico"]),
        (Packed("image/png"), ["png"]),
        (Packed("image/apng"), ["apng"]),
        (Packed("image/jpeg"), ["jpg", "jpeg"]),
        (Packed("image/gif"), ["gif"]),
        (Packed("image/webp"), ["webp"]),
        (Packed("image/avif"), ["avif"]),
        (Packed("image/heic"), ["heic"]),
        (Packed("image/jxl"), ["jxl"]),
        (Packed("image/tiff"), ["tif", "tiff"]),

        // Sound and film.
        (Packed("audio/mpeg"), ["mp3"]),
        (Packed("audio/mp4"), ["m4a"]),
        (Packed("audio/aac"), ["aac"]),
        (Packed("audio/ogg"), ["ogg", "oga", "opus"]),
        (Packed("audio/flac"), ["flac"]),
        (Packed("audio/wav"), ["wav"]),
        (Packed("audio/webm"), ["weba"]),
        (Compressible("audio/midi"), ["mid", "midi"]),
        (Packed("video/mp4"), ["mp4", "m4v"]),
        (Packed("video/webm"), ["webm"]),
        (Packed("video/ogg"), ["ogv"]),
        (Packed("video/mpeg"), ["mpeg", "mpg"]),
        (Packed("video/quicktime"), ["mov"]),
        (Packed("video/x-matroska"), ["mkv"]),
        (Packed("video/mp2t"), ["ts"]),
        (Compressible("application/vnd.apple.mpegurl"), ["m3u8"]),
        (Compressible("application/dash+xml"), ["mpd"]),

        // Fonts.
        (Packed("font/woff"), ["woff"]),
        (Packed("font/woff2"), ["woff2"]),
        (Compressible("font/ttf"), ["ttf"]),
        (Compressible("font/otf"), ["otf"]),
        (Compressible("font/collection"), ["ttc"]),
        (Compressible("application/vnd.ms-fontobject"), ["eot"]),

        // Models and documents.
        (Compressible("model/gltf+json"), ["gltf"]),
        (Compressible("model/gltf-binary"), ["glb"]),
        (Packed("application/pdf"), ["pdf"]),
        (Packed("application/epub+zip"), ["epub"]),
        (Packed("application/msword"), ["doc"]),
        (Packed("application/vnd.ms-excel"), ["xls"]),
        (Packed("application/vnd.ms-powerpoint"), ["ppt"]),
        (Packed("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), ["docx"]),
        (Packed("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ["xlsx"]),
        (Packed("application/vnd.openxmlformats-officedocument.presentationml.presentation"), ["pptx"]),
        (Packed("application/vnd.oasis.opendocument.text"), ["odt"]),
        (Packed("application/vnd.oasis.opendocument.spreadsheet"), ["ods"]),
        (Packed("application/vnd.oasis.opendocument.presentation"), ["odp"]),

        // Archives.
        (Packed("application/zip"), ["zip"]),
        (Packed("application/gzip"), ["gz", "tgz"]),
        (Packed("application/zstd"), ["zst"]),
        (Packed("application/x-bzip2"), ["bz2"]),
        (Packed("application/x-xz"), ["xz"]),
        (Packed("application/x-7z-compressed"), ["7z"]),
        (Packed("application/x-tar"), ["tar"]),
        (Packed("application/java-archive"), ["jar"]),
        (Packed("application/vnd.debian.binary-package"), ["deb"]),
        (Packed("application/x-rpm"), ["rpm"]),
        (Packed("application/vnd.android.package-archive"), ["apk"]),
    ];

    private static readonly FrozenDictionary<string, FileType> ByExtension = All
        .SelectMany(entry => entry.Extensions.Select(extension => KeyValuePair.Create(extension, entry.Type)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The type of a file, by what stands behind the last dot of its name, whatever its case.</summary>
    /// <param name="path">A path or name.</param>
    public static FileType Of(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        ReadOnlySpan<byte> extension = name[(name.LastIndexOf((byte)'.') + 1)..];
        if (extension.Length is 0 or > LongestExtension || extension.Length == name.Length) return Unknown;
        Span<char> lower = stackalloc char[LongestExtension];
        for (int i = 0; i < extension.Length; i++) lower[i] = char.ToLowerInvariant((char)extension[i]);
        return ByExtension.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(lower[..extension.Length], out FileType type) ? type : Unknown;
    }

    private static FileType Compressible(string contentType) => new(contentType, true);

    private static FileType Packed(string contentType) => new(contentType, false);
}
