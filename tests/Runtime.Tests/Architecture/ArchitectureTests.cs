using System.Reflection;
using Xunit;

namespace Gatehouse.Runtime.Tests.Architecture;

/// <summary>Reads the compiled runtime and fails on an arrow between rooms that points up.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Runtime = typeof(GatewayAppAttribute).Assembly;

    private static readonly Dictionary<string, int> Tiers = new()
    {
        ["Runtimes"] = 3,
        ["Hosting"] = 3,
        ["Supervision"] = 2,
        ["Detach"] = 2,
        ["Green"] = 2,
        ["Serving"] = 2,
        ["Loop"] = 1,
        ["Proxy"] = 1,
        ["App"] = 1,
        ["Http"] = 0,
        ["Linux"] = 0,
    };

    /// <summary>Arrows within a tier: few, one way, each with its reason.</summary>
    private static readonly HashSet<(string From, string To)> Sideways =
    [
        // A runtime is a composition of what Hosting has read and opened.
        ("Runtimes", "Hosting"),
    ];

    [Fact]
    public void EveryTypeStandsInARoom()
    {
        IEnumerable<string> strays = Runtime.GetTypes().Where(t => IsOurs(t) && !Tiers.ContainsKey(Room(t))).Select(t => t.FullName!);
        Assert.Empty(strays);
    }

    [Fact]
    public void NoArrowPointsUp()
    {
        var wrong = new SortedSet<string>();
        foreach (Type type in Runtime.GetTypes().Where(IsOurs))
        {
            string from = Room(type);
            foreach (Type used in TypeUses.Of(type).Where(IsOurs))
            {
                string to = Room(used);
                if (from != to && Tiers[to] >= Tiers[from] && !Sideways.Contains((from, to)))
                    wrong.Add($"{from} -> {to}: {type.FullName} uses {used.FullName}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void TheReaderOfArrowsSeesCallsLocalsAndSignatures()
    {
        // Were it blind, the test above could not fail.
        Assert.Contains(typeof(Gatehouse.Linux.Epoll), TypeUses.Of(typeof(Gatehouse.Loop.EventLoop)));
        Assert.Contains(typeof(Gatehouse.Http.PercentEncoding), TypeUses.Of(typeof(Request)));
        Assert.Contains(typeof(Gatehouse.Http.HeaderField), TypeUses.Of(typeof(RequestHeaders)));
    }

    [Fact]
    public void OnlyTheLinuxRoomCallsTheCLibrary()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        IEnumerable<string> strays =
            from type in Runtime.GetTypes()
            where IsOurs(type) && Room(type) != "Linux"
            from method in type.GetMethods(All)
            where method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
            select $"{type.FullName}.{method.Name}";
        Assert.Empty(strays);
    }

    [Fact]
    public void TheRequestPathDoesNotLinkTheSocketsLibrary() =>
        Assert.DoesNotContain(Runtime.GetReferencedAssemblies(), a => a.Name is "System.Net.Sockets" or "System.IO.Pipelines");

    private static bool IsOurs(Type type) => type.Assembly == Runtime && type.Namespace?.StartsWith("Gatehouse", StringComparison.Ordinal) == true;

    private static string Room(Type type)
    {
        string name = type.Namespace!;
        return name is "Gatehouse" or "Gatehouse.CompilerServices" ? "App" : name["Gatehouse.".Length..].Split('.')[0];
    }
}
