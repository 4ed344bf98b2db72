using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>What holds for every input, over random ones. FsCheck prints the seed of a failure.</summary>
public class HttpProperties
{
    private const string TokenAlphabet = "!#$%&'*+-.^_`|~0123456789ABCXYZabcxyz";
    private const string TargetAlphabet = "/abc019-._~!$&'()*+,;=:@%[]\"<>|?";

    private static readonly RequestLimits Tight = new(24, 4, 80);

    private static readonly Gen<int[]> SomeCuts = Gen.Choose(0, 1 << 20).ArrayOf(6);

    private static readonly Gen<string> Token = Text(TokenAlphabet, 12);

    private static readonly Gen<string> Value =
        Text("abc XYZ,;=\"\t\u0080\u00ff09:", 30).Select(v => v.Trim(' ', '\t'));

    private static readonly Gen<string> Target = Text(TargetAlphabet, 30).Select(t => "/" + t);

    // Names that the engine reads have rules of their own; the prefix keeps clear of them.
    private static readonly Gen<(string Name, string Value)> Field =
        from name in Token
        from value in Value
        select ("x-" + name, value);

    private static readonly Gen<Model> Models =
        from method in Gen.Elements("GET", "HEAD", "POST", "PATCH", "BREW", "get", "M-SEARCH")
        from target in Target
        from fields in Field.ListOf().Where(f => f.Count < 40)
        from framing in Gen.Choose(0, 2)
        from body in Text("ab\r\n0:;\0\u00ff", 40)
        from close in Gen.Elements(false, true)
        select new Model(method, target, [.. fields], framing, body, close);

    // Pieces of requests, good and bad, glued at random: finds more than noise does.
    private static readonly Gen<string> Debris = Gen.Elements(
        "GET / HTTP/1.1\r\n", "POST /x HTTP/1.1\r\n", "GET / HTTP/1.0\r\n", "OPTIONS * HTTP/1.1\r\n", "GET http://h HTTP/1.1\r\n",
        "Host: h\r\n", "Host: \r\n", "Content-Length: 3\r\n", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n",
        "Connection: close\r\n", "Expect: 100-continue\r\n", "A: b\r\n", " x\r\n", "A : b\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\0",
        "3\r\nabc\r\n", "0\r\n\r\n", "1;n=\"v\"\r\nx\r\n", "0\r\nT: v\r\n\r\n", "abc", ":", " ", "\u00ff", "HTTP/1.1")
        .ListOf().Select(string.Concat);

    [Fact]
    public void Any_cut_of_the_same_bytes_gives_the_same_requests() => Check(
        Models.NonEmptyListOf().Zip(SomeCuts),
        static input =>
        {
            byte[] bytes = Cuts.Latin1(string.Concat(input.Item1.Select(m => m.Encode())));
            return OneReading.Of(bytes, Cuts.Within(input.Item2, bytes.Length), Wire.Roomy) == OneReading.Of(bytes, [], Wire.Roomy);
        });

    [Fact]
    public void Any_cut_of_debris_gives_the_same_answer() => Check(
        Debris.Zip(SomeCuts),
        static input =>
        {
            byte[] bytes = Cuts.Latin1(input.Item1);
            string whole = OneReading.Of(bytes, [], Tight);
            return OneReading.Of(bytes, Cuts.Within(input.Item2, bytes.Length), Tight) == whole
                && OneReading.Of(bytes, [.. Enumerable.Range(1, Math.Max(0, bytes.Length - 1))], Tight) == whole;
        },
        2000);

    [Fact]
    public void What_is_encoded_is_read_back() => Check(
        Models.NonEmptyListOf(),
        static models =>
        {
            byte[] bytes = Cuts.Latin1(string.Concat(models.Select(m => m.Encode())));
            return OneReading.Of(bytes, [], Wire.Roomy) == string.Concat(models.Select(m => m.Expected()));
        });

    [Fact]
    public void Noise_is_answered_and_never_throws() => Check(
        Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(),
        static bytes =>
        {
            OneReading.Of(bytes, [], Wire.Roomy);
            ChunkedReading.ReadCut(bytes, []);
            Authority.TryParse(bytes, out _, out _);
            return true;
        },
        2000);

    [Fact]
    public void What_is_chunked_is_decoded() => Check(
        Text("ab\r\n0:;\0\u00ff", 40).NonEmptyListOf().Zip(SomeCuts),
        static input =>
        {
            byte[] bytes = Cuts.Latin1(Model.Chunk(input.Item1) + "GET");
            return ChunkedReading.ReadCut(bytes, Cuts.Within(input.Item2, bytes.Length)) == string.Concat(input.Item1) + "|GET";
        });

    private static Gen<string> Text(string alphabet, int most) =>
        from length in Gen.Choose(1, most)
        from chars in Gen.Elements(alphabet.ToCharArray()).ArrayOf(length)
        select new string(chars);

    private static void Check<T>(Gen<T> inputs, Func<T, bool> holds, int tests = 300) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true), Prop.ForAll(inputs.ToArbitrary(), holds));

    private sealed record Model(string Method, string Target, (string Name, string Value)[] Fields, int Framing, string Body, bool Close)
    {
        public static string Chunk(IEnumerable<string> runs)
        {
            var text = new StringBuilder();
            Span<byte> header = stackalloc byte[ChunkFraming.MaxHeaderLength];
            foreach (string run in runs)
            {
                int length = ChunkFraming.WriteHeader(header, run.Length);
                text.Append(Encoding.ASCII.GetString(header[..length])).Append(run).Append(Encoding.ASCII.GetString(ChunkFraming.DataEnd));
            }

            return text.Append(Encoding.ASCII.GetString(ChunkFraming.LastChunk)).ToString();
        }

        public string Encode()
        {
            var text = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
            foreach ((string name, string value) in AllFields()) text.Append($"{name}:{value}\r\n");
            text.Append("\r\n");
            if (Framing == 1) text.Append(Body);
            if (Framing == 2) text.Append(Chunk([Body, "end"]));
            return text.ToString();
        }

        public string Expected()
        {
            string[] parts = Target.Split('?', 2);
            var text = new StringBuilder();
            string method = HttpMethods.Name(HttpMethods.Recognise(Encoding.ASCII.GetBytes(Method))) ?? $"other {Method}";
            text.Append($"{method} Origin '{parts[0]}'");
            if (parts.Length > 1 && parts[1].Length > 0) text.Append($" query '{parts[1]}'");
            text.Append($" host 'h' 1.1 {(Close ? "close" : "keep")}");
            if (Framing == 1) text.Append($" length {Body.Length}");
            if (Framing == 2) text.Append(" chunked");
            text.Append('\n');
            foreach ((string name, string value) in AllFields()) text.Append($"  {name}: {value}\n");
            if (Framing > 0) text.Append($"  > {Body}{(Framing == 2 ? "end" : "")}\n");
            return text.ToString();
        }

        private IEnumerable<(string Name, string Value)> AllFields()
        {
            yield return ("Host", "h");
            foreach ((string, string) field in Fields) yield return field;
            if (Close) yield return ("Connection", "close");
            if (Framing == 1) yield return ("Content-Length", Body.Length.ToString());
            if (Framing == 2) yield return ("Transfer-Encoding", "chunked");
        }
    }
}
