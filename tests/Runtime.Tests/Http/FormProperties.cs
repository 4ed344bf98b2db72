using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>What holds for every form, over random ones. FsCheck prints the seed of a failure.</summary>
public class FormProperties
{
    private static readonly Gen<int[]> SomeCuts = Gen.Choose(0, 1 << 20).ArrayOf(6);

    // Data made of what delimiters are made of finds more than noise does.
    private static readonly Gen<string> Data =
        Gen.Elements("\r\n--", "\r", "\n", "-", "b", "\r\n--b", "--b--", "\0", "\u00ff", "x", "\r\n").ListOf().Select(string.Concat);

    private static readonly Gen<string> Debris = Gen.Elements(
        "--b", "--b\r\n", "\r\n--b", "\r\n--b\r\n", "\r\n--b--", "--", " ", "\r\n", "\r", "\n", "x", ":", "\0",
        "Content-Disposition: form-data; name=\"a\"\r\n", "Content-Type: t/p\r\n", "\r\n\r\n", "; filename=f", "X: y\r\n")
        .ListOf().Select(string.Concat);

    private static readonly Gen<string> Name =
        Gen.Elements("a", "é", "\"", "\r", "\n", " ", ";", "=", "%", "+", "&", "日").ListOf().Select(string.Concat);

    [Fact]
    public void What_is_written_as_multipart_is_read_back_in_any_cut() => Check(
        Data.Where(data => !data.Contains("\r\n--b", StringComparison.Ordinal) && !data.StartsWith("--b", StringComparison.Ordinal))
            .ListOf().Zip(SomeCuts),
        static input =>
        {
            string body = string.Concat(input.Item1.Select(data => $"--b\r\nContent-Disposition: form-data; name=n\r\n\r\n{data}\r\n")) + "--b--\r\n";
            byte[] bytes = Cuts.Latin1(body);
            string expected = string.Concat(input.Item1.Select(data => $"[n||] {data}\n")) + ".";
            return MultipartReading.Read(bytes, []) == expected
                && MultipartReading.Read(bytes, Cuts.Within(input.Item2, bytes.Length)) == expected;
        });

    [Fact]
    public void Any_cut_of_debris_gives_the_same_parts() => Check(
        Debris.Zip(SomeCuts),
        static input =>
        {
            byte[] bytes = Cuts.Latin1(input.Item1);
            string whole = MultipartReading.Read(bytes, []);
            return MultipartReading.Read(bytes, Cuts.Within(input.Item2, bytes.Length)) == whole
                && MultipartReading.Read(bytes, [.. Enumerable.Range(1, Math.Max(0, bytes.Length - 1))]) == whole;
        },
        3000);

    [Fact]
    public void Names_are_read_back_as_browsers_write_them() => Check(
        // An escape that stands in a name already is the one thing that browsers write ambiguously.
        Name.Where(name => !name.Contains('%')),
        static name =>
        {
            string written = name.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal)
                .Replace("\n", "%0A", StringComparison.Ordinal);
            return PartHead.Parse(Encoding.UTF8.GetBytes($"Content-Disposition: form-data; name=\"{written}\"\r\n"), out _)?.Name == name;
        });

    [Fact]
    public void What_is_written_as_urlencoded_is_read_back_in_any_cut() => Check(
        Name.Zip(Name).ListOf().Zip(SomeCuts),
        static input =>
        {
            string body = string.Join("&", input.Item1.Select(pair => $"{Escape(pair.Item1)}={Escape(pair.Item2)}"));
            byte[] bytes = Encoding.ASCII.GetBytes(body);
            string expected = string.Concat(input.Item1.Select(pair => $"'{pair.Item1}'='{pair.Item2}' "));
            return UrlEncodedParserTests.Read(bytes, [], 9999, 9999) == expected
                && UrlEncodedParserTests.Read(bytes, Cuts.Within(input.Item2, bytes.Length), 9999, 9999) == expected;
        });

    [Fact]
    public void Noise_never_throws() => Check(
        Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(),
        static bytes =>
        {
            MultipartReading.Read(bytes, []);
            UrlEncodedParserTests.Read(bytes, []);
            PartHead.Parse([.. bytes, .. "\r\n"u8], out _);
            if (MediaType.TryParse(bytes, out MediaType type)) type.TryParameter("charset", out _);
            return true;
        },
        2000);

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static void Check<T>(Gen<T> inputs, Func<T, bool> holds, int tests = 500) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true), Prop.ForAll(inputs.ToArbitrary(), holds));
}
