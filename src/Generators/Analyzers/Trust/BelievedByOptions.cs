using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Reads what ASP.NET Core's middleware believes from the options that a block of code sets.</summary>
internal sealed class BelievedByOptions(ForwardedOptionsTypes types, Compilation compilation, ImmutableArray<AdditionalText> files)
{
    private const string Limit = "ForwardLimit";
    private const string Hosts = "AllowedHosts";

    private static readonly string[] Facts = ["For", "Proto", "Host", "Prefix"];
    private static readonly string[] Lists = ["KnownProxies", "KnownNetworks", "KnownIPNetworks"];
    private static readonly string[] Properties = [.. Facts.Select(HeaderNameOf), .. Lists, Limit, Hosts];

    // Every source is searched, once a compilation.
    private readonly Lazy<HashSet<string>> mentioned = new(() => [.. ProjectFiles.Mentioned(compilation, CancellationToken.None, Properties)]);

    private readonly Lazy<bool> isUnread = new(() => OtherConfiguration.IsUnread(compilation));

    private readonly Lazy<bool> believesAll = new(() => ProjectFiles.EnableMiddleware(compilation, files, CancellationToken.None));

    /// <summary>Null for options by which nothing is taken, and for those that other code may change.</summary>
    public BelievedProxy? Read(ForwardedOptions options, BlockValues values)
    {
        // A list that is handed on leaves the headers as they are.
        if (options.Facts.Exists(fact => fact.Action == OptionAction.PassOn && types.IsOptions(fact.Operation.Type))) return null;
        if (options.Creation is null && (options.IsNamed || isUnread.Value)) return null;
        OptionFact[] flags = [.. options.Surviving(OptionAction.SetFlags)];
        var headers = new List<BelievedHeader>();
        foreach (string fact in Facts)
        {
            string flag = "XForwarded" + fact;
            if (Array.FindLast(flags, set => ForwardedFields.Has(set, flag)) is not { } taking || NameOf(fact, options, values) is not { } name) continue;
            headers.Add(new BelievedHeader(fact, name, HopsOf(options, taking), ForwardedFields.PlaceOf(taking, flag).GetLocation())
            {
                IsAnyHost = flag == ForwardedFields.Host && ForwardedFields.AreAnyHost(options, values) && !MayNameHosts(options),
                IsOfDevelopment = taking.Path.IsOfDevelopment,
            });
        }

        if (headers.Count == 0) return null;
        OptionFact last = flags[flags.Length - 1];
        return new BelievedProxy((last.Value ?? last.Operation).Syntax.GetLocation(), headers)
        {
            // A peer without an address is believed whatever the lists hold.
            TcpPeers = KnowsLoopbackAlone(options) ? TcpPeers.Loopback : TcpPeers.Some,
            IsOfDevelopment = last.Path.IsOfDevelopment,
        };
    }

    /// <summary>The header that carries a fact; null where only the running app knows.</summary>
    private string? NameOf(string fact, ForwardedOptions options, BlockValues values)
    {
        string property = HeaderNameOf(fact);
        IAssignmentOperation[] names =
        [
            .. options.Facts.Where(set => set.Action == OptionAction.SetHeaderName)
                .Select(set => set.Operation)
                .OfType<IAssignmentOperation>()
                .Where(set => set.Target is IPropertyReferenceOperation { Property.Name: var name } && name == property),
        ];
        if (names.Length == 0) return IsSetElsewhere(options, property) ? null : "X-Forwarded-" + fact;
        return names.Length == 1 && values.Follow(names[0].Value).ConstantValue is { HasValue: true, Value: string { Length: > 0 } set } ? set : null;
    }

    /// <summary>The limit that holds wherever a header is taken; null where that is not known.</summary>
    private int? HopsOf(ForwardedOptions options, OptionFact taking)
    {
        OptionFact[] limits = [.. options.Surviving(OptionAction.SetLimit)];
        if (limits.Length == 0) return IsSetElsewhere(options, Limit) ? null : 1;
        return limits.Length == 1 && limits[0].Path.Covers(taking.Path) ? limits[0].Number : null;
    }

    /// <summary>Whether other code may name hosts, and this code does not.</summary>
    private bool MayNameHosts(ForwardedOptions options) =>
        IsSetElsewhere(options, Hosts) && !options.Facts.Exists(fact => fact.Action is OptionAction.SetHosts or OptionAction.AddHost);

    /// <summary>Whether the lists are as they are from the start, or hold addresses of this machine besides.</summary>
    private bool KnowsLoopbackAlone(ForwardedOptions options) =>
        !(options.Creation is null && believesAll.Value)
        && !Array.Exists(Lists, list => IsSetElsewhere(options, list))
        && options.Facts.TrueForAll(fact => fact.Action switch
        {
            OptionAction.ClearProxies or OptionAction.ClearNetworks or OptionAction.PassOn => false,
            OptionAction.AddProxy or OptionAction.AddNetwork => fact.Peer is { } peer && ProxyNetwork.Read(peer.Text, peer.IsAddress)?.IsLoopback == true,
            _ => true,
        });

    /// <summary>Whether other code may set a property of options that somebody else makes.</summary>
    private bool IsSetElsewhere(ForwardedOptions options, string property) => options.Creation is null && mentioned.Value.Contains(property);

    private static string HeaderNameOf(string fact) => $"Forwarded{fact}HeaderName";
}
