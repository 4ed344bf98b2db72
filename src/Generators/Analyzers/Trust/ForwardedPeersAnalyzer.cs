using System.Collections.Immutable;
using System.Globalization;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1011 to GH1014 and GH1032: whom ASP.NET Core's middleware for forwarded headers believes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForwardedPeersAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Property of GH1012 and GH1032: the number of proxies that the code names, at least 1.</summary>
    internal const string ProxyCount = "ProxyCount";

    /// <summary>Property of GH1014: the text that says what is meant; absent where nobody can know.</summary>
    internal const string Canonical = "Canonical";

    // More proxies in a row than anybody has.
    private const int MostHops = 10;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        ForwardedOptionsRules.ProxyListsCleared,
        ForwardedOptionsRules.ForwardLimitUnbounded,
        ForwardedOptionsRules.TrustEveryNetwork,
        ForwardedOptionsRules.InvalidProxyNetwork,
        ForwardedOptionsRules.ForwardLimitTooHigh);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (ForwardedOptionsTypes.From(start.Compilation) is { } types) ForwardedBlocks.Register(start, types, (block, values) => Analyze(block, values, types));
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, BlockValues values, ForwardedOptionsTypes types)
    {
        foreach (ForwardedOptions options in ForwardedOptionsReader.Read(types, values))
        {
            CheckTexts(context, options);
            if (options.IsOff) continue;
            List<EmptyLists> empty = [.. options.Empty().Where(lists => !EmptinessGuard.Of(lists, values, types))];
            empty.ForEach(lists => CheckLists(context, options, lists));
            CheckLimit(context, options, empty.Count > 0);
            CheckWidth(context, options);
        }
    }

    private static void CheckLists(OperationBlockAnalysisContext context, ForwardedOptions options, EmptyLists empty)
    {
        bool isCertain = empty.MaybeAdded.Count == 0;
        DiagnosticSeverity severity = empty.IsOfDevelopment ? DiagnosticSeverity.Info
            : isCertain && options.Surviving(OptionAction.SetLimit).Any(limit => limit.IsNull) ? DiagnosticSeverity.Error
            : DiagnosticSeverity.Warning;
        context.ReportDiagnostic(Diagnostic.Create(
            ForwardedOptionsRules.ProxyListsCleared,
            empty.Last.Operation.Syntax.GetLocation(),
            severity,
            empty.MaybeAdded.Select(added => added.Operation).Prepend(empty.First.Operation).Where((_, i) => i == 0 || i == empty.MaybeAdded.Count)
                .Select(operation => operation.Syntax.GetLocation()),
            properties: null,
            isCertain ? "With no known proxy and no known network" : "When nothing is added to the lists that are cleared here"));
    }

    private static void CheckLimit(OperationBlockAnalysisContext context, ForwardedOptions options, bool isEmpty)
    {
        string proxies = Math.Max(1, options.Added().Count(fact => fact.Action == OptionAction.AddProxy)).ToString(CultureInfo.InvariantCulture);
        string? uncheckedHeader = UncheckedHeaderOf(options);
        bool isAtRisk = isEmpty || uncheckedHeader is not null || options.Added().Any(IsCrowd);
        foreach (OptionFact limit in options.Surviving(OptionAction.SetLimit))
        {
            if (!limit.IsNull && limit.Number is not > MostHops)
            {
                CheckNumber(context, options, limit);
                continue;
            }

            context.ReportDiagnostic(Diagnostic.Create(
                ForwardedOptionsRules.ForwardLimitUnbounded,
                limit.Operation.Syntax.GetLocation(),
                isAtRisk && !limit.Path.IsOfDevelopment ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                additionalLocations: null,
                ImmutableDictionary<string, string?>.Empty.Add(ProxyCount, proxies),
                limit.Number is { } number ? $"A ForwardLimit of {number.ToString(CultureInfo.InvariantCulture)}" : "Without a ForwardLimit the middleware",
                uncheckedHeader is null ? "from X-Forwarded-For as long as a known peer wrote the next" : $"of {uncheckedHeader} whoever wrote them"));
        }
    }

    /// <summary>
    /// A header whose entries are taken without those of X-Forwarded-For, by which the middleware tells who wrote the next one; null where
    /// the addresses are taken too, or may be.
    /// </summary>
    private static string? UncheckedHeaderOf(ForwardedOptions options)
    {
        List<OptionFact> flags = [.. options.Surviving(OptionAction.SetFlags)];
        if (flags.Exists(set => set.Number is null || ForwardedFields.Has(set, "XForwardedFor"))) return null;
        return flags.Exists(set => ForwardedFields.Has(set, ForwardedFields.Host)) ? "X-Forwarded-Host"
            : flags.Exists(set => ForwardedFields.Has(set, "XForwardedProto")) ? "X-Forwarded-Proto"
            : null;
    }

    /// <summary>A limit that is one, but for more proxies than are known.</summary>
    private static void CheckNumber(OperationBlockAnalysisContext context, ForwardedOptions options, OptionFact limit)
    {
        if (limit.Number is not { } number || KnownProxyCount.Of(options, limit.Path) is not ({ } count and > 0) || number <= count) return;
        string proxies = count.ToString(CultureInfo.InvariantCulture);
        context.ReportDiagnostic(Diagnostic.Create(
            ForwardedOptionsRules.ForwardLimitTooHigh,
            limit.Operation.Syntax.GetLocation(),
            limit.Path.IsOfDevelopment ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
            additionalLocations: null,
            ImmutableDictionary<string, string?>.Empty.Add(ProxyCount, proxies),
            number.ToString(CultureInfo.InvariantCulture),
            count == 1 ? "1 proxy is known" : $"{proxies} proxies are known"));
    }

    /// <summary>Networks in which there are others than proxies, who can write entries of their own.</summary>
    private static bool IsCrowd(OptionFact fact) =>
        fact is { Action: OptionAction.AddNetwork, Peer: { } peer }
        && ProxyNetwork.Read(peer.Text, peer.IsAddress)?.Unmapped() is { } network
        && network.Length <= (network.IsIPv4 ? 16 : 48);

    private static void CheckWidth(OperationBlockAnalysisContext context, ForwardedOptions options)
    {
        foreach (OptionFact fact in options.Added())
        {
            if (fact.Peer is not { } peer || ProxyNetwork.Read(peer.Text, peer.IsAddress) is not { } network) continue;
            if (KnownPeerWidth.Of(network, peer) is not { } width) continue;
            context.ReportDiagnostic(Diagnostic.Create(
                ForwardedOptionsRules.TrustEveryNetwork,
                peer.Place.GetLocation(),
                fact.Path.IsOfDevelopment ? DiagnosticSeverity.Info : width.Severity,
                additionalLocations: null,
                properties: null,
                width.Message));
        }
    }

    private static void CheckTexts(OperationBlockAnalysisContext context, ForwardedOptions options)
    {
        List<OptionFact> added = [.. options.Added()];
        foreach (OptionFact fact in options.Facts)
        {
            if (fact.Peer is not { } peer) continue;
            NetworkFault? fault = NetworkFault.Of(peer) ?? (added.Contains(fact) ? NetworkFault.OfRepetition(fact, peer, added) : null);
            if (fault is null) continue;

            // GH1013 says worse of a network that holds everybody; in IPv4's own form it would too.
            if (fault.Severity == DiagnosticSeverity.Info && ProxyNetwork.Read(peer.Text, peer.IsAddress) is { Width: NetworkWidth.Everybody } && !peer.IsAddress) continue;
            context.ReportDiagnostic(Diagnostic.Create(
                ForwardedOptionsRules.InvalidProxyNetwork,
                peer.Place.GetLocation(),
                fault.Severity,
                additionalLocations: null,
                fault.Canonical is { } text && peer.IsLiteral ? ImmutableDictionary<string, string?>.Empty.Add(Canonical, text) : null,
                fault.Message));
        }
    }
}
