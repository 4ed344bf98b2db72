using System.Text;
using Gatehouse.Hosting.Nginx;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Nginx;

public class NginxReaderTests
{
    private const string Sample = """
        # a { b; }
        http {
            map $a $b { default ""; "~*^x{2}$" 'y z'; }
            server{listen 80;server_name "a;b" c\"d;#e
                location ~ \.php${x}{ return 200 "a\"b#c"; }
            }
        }
        """;

    [Fact]
    public void Words_are_taken_apart_as_nginx_does() => Assert.Equal(
        "http{map $a $b{default ;~*^x{2}$ y z;}server{listen 80;server_name a;b c\"d;location ~ \\.php${x}{return 200 a\"b#c;}}}",
        Print(NginxReader.Read(Sample)));

    [Fact]
    public void The_end_of_a_directive_and_of_its_last_word_are_known()
    {
        const string Text = "a \"b c\" # d;\n ; e f{ g; }";
        Assert.Equal(
            [("a \"b c\" # d;\n ;", "\"b c\""), ("e f{", "f"), ("g;", "g")],
            NginxReader.Read(Text).Descendants().Select(directive =>
                (Text[directive.Start..directive.End], Text[directive.LastWordStart..directive.WordsEnd])));
    }

    /// <summary>What does not end is ended by the end of the file, wherever that is.</summary>
    [Fact]
    public void A_file_that_ends_anywhere_is_read()
    {
        for (int i = 0; i <= Sample.Length; i++)
        {
            NginxDirective root = NginxReader.Read(Sample[..i]);
            Assert.All(root.Descendants(), directive => Assert.True(directive.WordsEnd <= i && directive.Words.Count > 0));
        }
    }

    [Fact]
    public void Braces_that_nobody_closes_do_not_end_the_stack()
    {
        Assert.NotEmpty(NginxReader.Read(string.Concat(Enumerable.Repeat("a { ", 100_000))).Descendants());
        Assert.Equal("a;", Print(NginxReader.Read("} } a; }")));
        Assert.Equal(
            "b;", Print(NginxReader.Read(string.Concat(Enumerable.Repeat("a { ", 1000)) + string.Concat(Enumerable.Repeat("} ", 1000)) + "b;")).Split('}')[^1]);
    }

    private static string Print(NginxDirective directive)
    {
        var text = new StringBuilder();
        foreach (NginxDirective inner in directive.Block)
            text.Append(string.Join(' ', inner.Words)).Append(inner.Block.Count > 0 ? $"{{{Print(inner)}}}" : ";");
        return text.ToString();
    }
}
