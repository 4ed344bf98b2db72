using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1021 and GH1022: who can connect to an app that takes forwarded headers.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForwardingListenerAnalyzer : DiagnosticAnalyzer
{
    // UnixFileMode.OtherWrite: to connect to a socket is to write to it (unix(7)).
    private const int OtherWrite = 2;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        ForwardedOptionsRules.UnixSocketTrust, ForwardedOptionsRules.TrustedButExposed);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (ForwardedOptionsTypes.From(context.Compilation) is not { } types) return;
        Compilation compilation = context.Compilation;
        ImmutableArray<AdditionalText> files = context.Options.AdditionalFiles;
        var forwards = new Lazy<bool>(() => ProjectFiles.Mentions(compilation, CancellationToken.None, "UseForwardedHeaders(", "ForwardedHeadersOptions>"));
        var isForContainer = new Lazy<bool>(() => ProjectFiles.IsForContainer(files, CancellationToken.None));
        context.RegisterOperationBlockStartAction(block =>
        {
            int listeners = 0;
            block.RegisterOperationAction(
                operation =>
                {
                    if (Listener.IsSaidBy((IInvocationOperation)operation.Operation)) Interlocked.Increment(ref listeners);
                },
                OperationKind.Invocation);
            block.RegisterOperationBlockEndAction(end =>
            {
                if (Volatile.Read(ref listeners) > 0 && forwards.Value) Analyze(end, new BlockValues(end.OperationBlocks), types, isForContainer);
            });
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, BlockValues values, ForwardedOptionsTypes types, Lazy<bool> isForContainer)
    {
        string? trust = TrustOf(values, types, out bool isWide);
        foreach (Listener listener in values.Operations.OfType<IInvocationOperation>().SelectMany(call => Listener.Of(call, values, types)))
        {
            if (listener.Kind == ListenerKind.Unix)
            {
                bool isOpen = listener.SocketPath is { } path && IsOpen(path, values);
                context.ReportDiagnostic(Diagnostic.Create(
                    ForwardedOptionsRules.UnixSocketTrust,
                    listener.Place,
                    isOpen ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                    additionalLocations: null,
                    properties: null,
                    isOpen ? "this one lets every user of the machine connect" : "who can connect is up to the permissions of the socket"));
            }
            else if (trust is not null)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    ForwardedOptionsRules.TrustedButExposed,
                    listener.Place,
                    isWide && !isForContainer.Value ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                    additionalLocations: null,
                    properties: null,
                    trust));
            }
        }
    }

    /// <summary>Whom of the Internet the options of the block believe; null where nobody.</summary>
    private static string? TrustOf(BlockValues values, ForwardedOptionsTypes types, out bool isWide)
    {
        isWide = true;
        string? narrow = null;
        foreach (ForwardedOptions options in ForwardedOptionsReader.Read(types, values))
        {
            if (options.IsOff) continue;
            if (options.Empty().Any(lists => !lists.IsOfDevelopment && !EmptinessGuard.Of(lists, values, types)))
                return "the middleware believes every peer";
            foreach (OptionFact fact in options.Added())
            {
                if (fact is not { Action: OptionAction.AddNetwork, Peer: { } peer, Path.IsOfDevelopment: false }) continue;
                if (ProxyNetwork.Read(peer.Text, peer.IsAddress) is not { } network || !network.IsPublic) continue;
                string trust = $"the middleware believes peers of the Internet, those in '{peer.Text}'";
                if (KnownPeerWidth.Of(network, peer) is not null) return trust;
                narrow ??= trust;
            }
        }

        isWide = false;
        return narrow;
    }

    /// <summary>Whether the socket of that path is made writable for all users.</summary>
    private static bool IsOpen(IOperation path, BlockValues values) => values.Operations.OfType<IInvocationOperation>().Any(call =>
        call.TargetMethod is { Name: "SetUnixFileMode", ContainingType.Name: "File" }
        && BlockValues.ArgumentOf(call.Arguments, 1)?.ConstantValue is { HasValue: true, Value: int mode }
        && (mode & OtherWrite) != 0
        && BlockValues.ArgumentOf(call.Arguments, 0) is { } changed
        && (changed.ConstantValue is { HasValue: true, Value: string text }
            ? path.ConstantValue.Value as string == text
            : SyntaxFactory.AreEquivalent(changed.Syntax, path.Syntax)));
}
