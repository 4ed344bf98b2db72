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
                set_by_lua_block $y { x = "}" -- [[ }
                } location ~ \.php${x}{ return 200 "a\"b#c"; }
            }
        }
        """;

    [Fact]
    public void Words_are_taken_apart_as_nginx_does() => Assert.Equal(
        "http{map $a $b{default ;~*^x{2}$ y z;}server{listen 80;server_name a;b c\"d;set_by_lua_block $y;location ~ \\.php${x}{return 200 a\"b#c;}}}",
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
            Assert.All(root.Descendants(), directive => Assert.True(directive.WordsEnd <= i && directive.End <= directive.LuaEnd && directive.LuaEnd <= i && directive.Words.Count > 0));
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

    /// <summary>It is taken apart as nginx's Lua module does to find its end.</summary>
    [Theory]
    [InlineData("-- don't }\n")]
    [InlineData("x = '}' .. \"}\" .. \"\\\"}\" .. '\\\\'")]
    [InlineData("x = [[ }]=] ' ]] .. [==[ }]] ]==] --")]
    [InlineData("--[[ } \n } ]] --[=[ }]] ]=]")]
    [InlineData("t = {{1}, {}} t[t[1]] = 0 - -1")]
    [InlineData("it's \"a\n")]
    public void Lua_in_a_block_is_passed_over(string lua)
    {
        Assert.Equal("s{set_by_lua_block $x;b;}", Print(NginxReader.Read($"s {{ set_by_lua_block $x {{ {lua}\n }} b; }}")));
        Assert.Equal("s{a_by_lua_block;}", Print(NginxReader.Read($"s {{ a_by_lua_block {{ {lua} {{}} ")));
    }

    [Theory]
    [InlineData("s { a_by_lua_block { [[ } b; } ", "s{a_by_lua_block;}")]
    [InlineData("s { a_by_lua_block { --[[ } b; } ", "s{a_by_lua_block;}")]
    [InlineData("s { a_by_lua_block { \\", "s{a_by_lua_block;}")]
    [InlineData("s { a_by_lua_block { -", "s{a_by_lua_block;}")]
    [InlineData("a_by_lua_block 'x' ; a_by_lua_block ; a_by_lua { b 'c d'; }", "a_by_lua_block x;a_by_lua_block;a_by_lua{b c d;}")]
    public void Lua_that_does_not_end_is_ended_by_the_end_of_the_file(string text, string directives) =>
        Assert.Equal(directives, Print(NginxReader.Read(text)));

    [Fact]
    public void Quotes_in_Lua_that_nobody_closes_cost_their_length() => Assert.Equal(
        "a_by_lua_block;b;", Print(NginxReader.Read("a_by_lua_block { \"" + string.Concat(Enumerable.Repeat("\\\"\\'", 500_000)) + "\n } b;")));

    private static string Print(NginxDirective directive)
    {
        var text = new StringBuilder();
        foreach (NginxDirective inner in directive.Block)
            text.Append(string.Join(' ', inner.Words)).Append(inner.Block.Count > 0 ? $"{{{Print(inner)}}}" : ";");
        return text.ToString();
    }
}
