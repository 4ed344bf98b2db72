using System.Text;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>Content codings and media types.</summary>
public class RepresentationTests
{
    // RFC 9110 section 12.5.3.
    [Theory]
    [InlineData("", "Identity Identity")]
    [InlineData("gzip", "Gzip Identity")]
    [InlineData("x-gzip", "Gzip Identity")]
    [InlineData("GZIP", "Gzip Identity")]
    [InlineData("gzip, deflate, br, zstd", "Brotli Gzip")]
    [InlineData("gzip;q=1.0, br;q=0.9", "Gzip Brotli")]
    [InlineData("gzip ; q=0.5 ,br; q=0.500", "Brotli Gzip")]
    [InlineData("br;q=0, gzip", "Gzip Identity")]
    [InlineData("br;q=0.000, gzip;q=0", "Identity Identity")]
    [InlineData("*", "Brotli Gzip")]
    [InlineData("*;q=0.1, br;q=0", "Gzip Identity")]
    [InlineData("*;q=0, gzip;q=0.1", "Gzip Identity")]
    [InlineData("identity, gzip;q=0.5", "Identity Identity")]
    [InlineData("identity;q=0.7, gzip;q=0.5, br", "Brotli Identity")]
    [InlineData("identity;q=0", "Identity Identity")]
    [InlineData("gzip;q=0.001", "Gzip Identity")]
    [InlineData("gzip;q=1.001", "Identity Identity")]
    [InlineData("gzip;q=0.0001", "Identity Identity")]
    [InlineData("gzip;q=2", "Identity Identity")]
    [InlineData("gzip;q=", "Identity Identity")]
    [InlineData("gzip;q=-1", "Identity Identity")]
    [InlineData("gzip;level=9", "Identity Identity")]
    [InlineData("gzip;q=.5, br", "Brotli Identity")]
    [InlineData("gzipped, brotli", "Identity Identity")]
    public void The_heaviest_coding_is_tried_first(string value, string expected)
    {
        AcceptedCodings codings = AcceptEncoding.Parse(Encoding.ASCII.GetBytes(value));
        Assert.Equal(expected, $"{codings.First} {codings.Second}");
    }

    [Theory]
    [InlineData("index.html", "text/html; charset=utf-8")]
    [InlineData("a/b.c/SITE.CSS", "text/css; charset=utf-8")]
    [InlineData("app.min.js", "text/javascript; charset=utf-8")]
    [InlineData("logo.svg", "image/svg+xml")]
    [InlineData("site.webmanifest", "application/manifest+json")]
    [InlineData("x.wasm", "application/wasm")]
    [InlineData("font.woff2", "font/woff2")]
    [InlineData("photo.jpeg", "image/jpeg")]
    [InlineData("page.html.gz", "application/gzip")]
    [InlineData("LICENSE", "application/octet-stream")]
    [InlineData("html", "application/octet-stream")]
    [InlineData("a.html/b", "application/octet-stream")]
    [InlineData("x.", "application/octet-stream")]
    [InlineData("x.unheardof", "application/octet-stream")]
    [InlineData("x.averylongextension", "application/octet-stream")]
    [InlineData("x.\u212a", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    public void The_extension_decides_the_media_type(string path, string expected) =>
        Assert.Equal(expected, MediaTypes.Of(Encoding.UTF8.GetBytes(path)).ContentType);

    [Fact]
    public void The_table_is_sound()
    {
        Assert.All(MediaTypes.All, entry =>
        {
            Assert.True(HeaderRules.IsFieldValue(entry.Type.ContentType));
            Assert.All(entry.Extensions, extension => Assert.Equal(entry.Type, MediaTypes.Of(Encoding.ASCII.GetBytes("x." + extension))));
            Assert.Equal(entry.Type.ContentType.StartsWith("text/", StringComparison.Ordinal), entry.Type.ContentType.EndsWith("; charset=utf-8", StringComparison.Ordinal));
        });
        Assert.Equal(MediaTypes.All.Count, MediaTypes.All.Select(entry => entry.Type.ContentType).Distinct().Count());
    }
}
