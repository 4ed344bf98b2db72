using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>The small grammars: escapes, tokens and values, lists, authorities.</summary>
public class GrammarTests
{
    [Theory]
    [InlineData("a%20b", "a b")]
    [InlineData("%41%7a", "Az")]
    [InlineData("%C3%A9", "\u00e9")]
    [InlineData("%ff", "\ufffd")]
    [InlineData("%2525", "%25")]
    [InlineData("a+b", "a+b")]
    [InlineData("a%2fb%2F", "a%2fb%2F")]
    [InlineData("", "")]
    public void Decodes_paths_once_and_keeps_escaped_slashes(string text, string expected) =>
        Assert.Equal(expected, PercentEncoding.Decode(Cuts.Latin1(text), keepSlash: true, plusIsSpace: false));

    [Theory]
    [InlineData("a+b%2B%2f", "a b+/")]
    public void Decodes_form_fields(string text, string expected) =>
        Assert.Equal(expected, PercentEncoding.Decode(Cuts.Latin1(text), keepSlash: false, plusIsSpace: true));

    [Theory]
    [InlineData("%")]
    [InlineData("%4")]
    [InlineData("a%4")]
    [InlineData("%4g")]
    [InlineData("%g4")]
    [InlineData("%%41")]
    [InlineData("%00")]
    [InlineData("%+1")]
    public void Refuses_bad_escapes(string text) =>
        Assert.Null(PercentEncoding.Decode(Cuts.Latin1(text), keepSlash: true, plusIsSpace: false));

    [Fact]
    public void Decodes_what_the_BCL_escapes()
    {
        Gen<string> texts = Gen.Elements("a", "%", "/", "+", " ", "\u00e9", "\u4e2d", "?", "~", "%41").ListOf().Select(string.Concat);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true), Prop.ForAll(texts.ToArbitrary(), text =>
            PercentEncoding.Decode(Encoding.ASCII.GetBytes(Uri.EscapeDataString(text)), keepSlash: false, plusIsSpace: false) == text));
    }

    [Fact]
    public void A_long_text_is_decoded_too() => Assert.Equal(
        new string(' ', 400), PercentEncoding.Decode(Cuts.Latin1(string.Concat(Enumerable.Repeat("%20", 400))), true, false));

    [Fact]
    public void Tokens_and_values_have_exactly_the_characters_of_the_RFC()
    {
        const string Punctuation = "!#$%&'*+-.^_`|~";
        for (int c = 0; c < 256; c++)
        {
            bool token = c < 128 && (char.IsAsciiLetterOrDigit((char)c) || Punctuation.Contains((char)c, StringComparison.Ordinal));
            bool value = c is '\t' or >= 0x20 and not 0x7f;
            Assert.Equal(token, HeaderRules.IsToken($"a{(char)c}"));
            Assert.Equal(token, HeaderRules.IsToken([(byte)'a', (byte)c]));
            Assert.Equal(value, HeaderRules.IsFieldValue($"a{(char)c}"));
            Assert.Equal(value, HeaderRules.ValueBytes.Contains((byte)c));
        }

        Assert.False(HeaderRules.IsToken(""));
        Assert.False(HeaderRules.IsToken(ReadOnlySpan<byte>.Empty));
        Assert.True(HeaderRules.IsFieldValue(""));
        Assert.False(HeaderRules.IsFieldValue("\u0100"));
    }

    [Theory]
    [InlineData("content-LENGTH", true)]
    [InlineData("Transfer-Encoding", true)]
    [InlineData("connection", true)]
    [InlineData("Keep-Alive", true)]
    [InlineData("Content-Type", true)]
    [InlineData("Date", true)]
    [InlineData("Upgrade", false)]
    [InlineData("Trailer", true)]
    [InlineData("Content_Length", false)]
    [InlineData("Server", false)]
    public void The_engine_owns_framing_and_connection_fields(string name, bool owned) =>
        Assert.Equal(owned, HeaderRules.IsEngineOwned(name));

    [Theory]
    [InlineData("", "")]
    [InlineData(" , ,\t,", "")]
    [InlineData("a", "a")]
    [InlineData(" a , b\t,c ", "a|b|c")]
    [InlineData("a,,b", "a|b")]
    [InlineData("a b,c", "a b|c")]
    [InlineData("\"a,b\",c", "\"a,b\"|c")]
    [InlineData("x=\"a,\\\",b\" , c", "x=\"a,\\\",b\"|c")]
    [InlineData("\"a\" \"b,c\"", "\"a\" \"b,c\"")]
    [InlineData("\"\\\\\",a", "\"\\\\\"|a")]
    [InlineData("\"", "!")]
    [InlineData("a,\"b", "a!")]
    [InlineData("a,\"b\\\"", "a!")]
    [InlineData("a,\"b\\", "a!")]
    [InlineData("a\\,b", "a\\|b")]
    public void Lists_keep_quoted_commas_and_drop_empty_elements(string text, string expected)
    {
        var seen = new List<string>();
        var elements = new ListElements(Cuts.Latin1(text));
        while (elements.MoveNext()) seen.Add(text.Substring(elements.Start, elements.Length));
        Assert.Equal(expected, string.Join('|', seen) + (elements.IsMalformed ? "!" : ""));
    }

    [Theory]
    [InlineData("", 0, Authority.NoPort)]
    [InlineData("h", 1, Authority.NoPort)]
    [InlineData("h:", 1, Authority.NoPort)]
    [InlineData("h:0", 1, 0)]
    [InlineData("h:65535", 1, 65535)]
    [InlineData("h:00080", 1, 80)]
    [InlineData("%41%42:1", 6, 1)]
    [InlineData("1.2.3.4:5", 7, 5)]
    [InlineData("999.1", 5, Authority.NoPort)]
    [InlineData("[::]:443", 4, 443)]
    public void Authorities_split_into_host_and_port(string text, int hostLength, int port)
    {
        Assert.True(Authority.TryParse(Cuts.Latin1(text), out int readHostLength, out int readPort));
        Assert.Equal((hostLength, port), (readHostLength, readPort));
    }

    [Theory]
    [InlineData(":")]
    [InlineData(":1")]
    [InlineData("[]")]
    [InlineData("[::1]1")]
    [InlineData("a[::1]")]
    [InlineData("h:1 ")]
    [InlineData("h,:-1")]
    [InlineData("h\\")]
    [InlineData("%")]
    [InlineData("h%4:1")]
    [InlineData("h:99999999999")]
    public void What_is_no_authority_is_refused(string text) => Assert.False(Authority.TryParse(Cuts.Latin1(text), out _, out _));
}
