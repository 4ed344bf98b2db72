using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1020: finds what turns the checks of ASP.NET Core's middleware off, in code and in the project's other files.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForwardingOptInAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(ForwardedOptionsRules.UnsafeOptInSwitch);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (ForwardedOptionsTypes.From(start.Compilation) is null) return;
            start.RegisterOperationAction(AnalyzeCall, OperationKind.Invocation);
            start.RegisterAdditionalFileAction(AnalyzeFile);
        });
    }

    private static void AnalyzeCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        bool isSet = call.TargetMethod switch
        {
            { Name: "SetSwitch", ContainingType: { Name: "AppContext", ContainingNamespace.Name: "System" } } =>
                BlockValues.ArgumentOf(call.Arguments, 1)?.ConstantValue is { HasValue: true, Value: true },
            { Name: "SetEnvironmentVariable", ContainingType: { Name: "Environment", ContainingNamespace.Name: "System" } } =>
                BlockValues.ArgumentOf(call.Arguments, 1)?.ConstantValue is { HasValue: true, Value: string value } && ForwardingOptIns.IsOn(value),
            _ => false,
        };
        if (!isSet || BlockValues.ArgumentOf(call.Arguments, 0)?.ConstantValue is not { HasValue: true, Value: string name }) return;

        ForwardingSwitch[] known = call.TargetMethod.Name == "SetSwitch" ? [ForwardingOptIns.AppContextSwitch] : ForwardingOptIns.Variables;
        if (known.FirstOrDefault(one => one.Name == name) is not { } found) return;
        context.ReportDiagnostic(Diagnostic.Create(ForwardedOptionsRules.UnsafeOptInSwitch, call.Syntax.GetLocation(), MessageOf(found)));
    }

    private static void AnalyzeFile(AdditionalFileAnalysisContext context)
    {
        // A platform's own front, which nobody can go around.
        bool isForPlatform = ProjectFiles.NameOf(context.AdditionalFile).IndexOf(".azure.", StringComparison.OrdinalIgnoreCase) >= 0;
        foreach ((ForwardingSwitch found, TextSpan span, LinePositionSpan lines) in ForwardingOptIns.In(context.AdditionalFile, context.CancellationToken))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                ForwardedOptionsRules.UnsafeOptInSwitch,
                Location.Create(context.AdditionalFile.Path, span, lines),
                isForPlatform ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
                additionalLocations: null,
                properties: null,
                MessageOf(found)));
        }
    }

    private static string MessageOf(ForwardingSwitch found) => $"{found.Name} {found.Effect}";
}
