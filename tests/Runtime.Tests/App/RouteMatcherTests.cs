using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.CompilerServices;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.App;

/// <summary>How a path is taken apart, whatever its length, whatever lies behind it, and wherever the buffer ends.</summary>
public sealed class RouteMatcherTests
{
    [Fact]
    public void Segments_are_what_lies_between_slashes()
    {
        // Around 64 bytes the way to find them changes, and it changes with the room behind the path.
        Gen<string> pathOf = Gen.Elements("/", "/", "a", "bcd", "%", ".").ListOf()
            .Where(pieces => pieces.Sum(piece => piece.Length) < 200)
            .Select(pieces => string.Concat(pieces).Replace("%", "%2F"));
        Gen<string> behind = Gen.Elements("", " ", "/", "%2F", "?", "//////////", "                          ").ListOf().Select(string.Concat);
        var cases = from path in pathOf
                    from rest in behind
                    from escaped in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
                    select (Path: escaped ? path : path.Replace("%2F", "x"), Behind: rest);
        Prop.ForAll(cases.ToArbitrary(), one => Matcher.Split(RequestOf(one.Path, one.Behind)).SequenceEqual(one.Path.Split('/')))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithStartSize(1).WithEndSize(90));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Segments_are_found_in_a_path_of_any_length(int length, int behind)
    {
        string path = new([.. Enumerable.Range(0, length).Select(i => i % 7 == 0 ? '/' : 'a')]);
        Assert.Equal(path.Split('/'), Matcher.Split(RequestOf(path, new string('/', behind))));
    }

    [Fact]
    public void A_path_that_is_decoded_has_the_segments_of_the_decoded()
    {
        string path = string.Concat(Enumerable.Repeat("/%41b", 30));
        Assert.Equal(["", .. Enumerable.Repeat("Ab", 30)], Matcher.Split(RequestOf(path, "")));
    }

    public static TheoryData<int, int> Lengths() =>
        [.. from length in (int[])[0, 1, 2, 15, 16, 17, 31, 32, 33, 48, 62, 63, 64, 65, 66, 127, 128, 129, 1000]
            from behind in (int[])[0, 1, 63, 64, 65, 200]
            select (length, behind)];

    private static Request RequestOf(string path, string behind)
    {
        var request = new Request(new RequestHead { MethodLength = 3, PathStart = 4, PathLength = path.Length });
        request.Rebase(Encoding.ASCII.GetBytes($"GET {path}{behind}"), 0);
        return request;
    }

    private sealed class Matcher : RouteMatcher
    {
        public static List<string> Split(Request request)
        {
            ReadOnlySpan<byte> path = PathOf(request);
            List<string> segments = [];
            for (int start = 0; start <= path.Length;)
            {
                int end = SegmentEnd(request, path, start);
                segments.Add(Encoding.ASCII.GetString(path[start..end]));
                start = end + 1;
            }

            return segments;
        }
    }
}
