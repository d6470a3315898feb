# What scripts are made of, as PowerShell's own parser sees it: JSON in (name = text), JSON out. The rules are in Python.
$ErrorActionPreference = 'Stop'
$scripts = [IO.File]::ReadAllText($args[0]) | ConvertFrom-Json
$found = @{}
foreach ($script in $scripts.PSObject.Properties) {
    $tokens = $errors = $null
    $tree = [Management.Automation.Language.Parser]::ParseInput($script.Value, [ref] $tokens, [ref] $errors)
    $nodes = @($tree.FindAll({ $true }, $true))
    $commands = @(foreach ($node in $nodes) {
        if ($node -isnot [Management.Automation.Language.CommandAst]) { continue }
        $rest = @($node.CommandElements | Select-Object -Skip 1)
        $named = @($rest | Where-Object { $_ -is [Management.Automation.Language.CommandParameterAst] } | ForEach-Object { $_.ParameterName })
        @{ name = [string] $node.GetCommandName(); operator = [string] $node.InvocationOperator; parameters = $named
            values = $rest.Count - $named.Count; colons = @($rest | Where-Object { $_.PSObject.Properties['Argument'] -and $_.Argument }).Count }
    })
    # Everything that came after 4.0 and has no node of its own.
    $newer = @(foreach ($node in $nodes) {
        if ($node.PSObject.Properties['NullConditional'] -and $node.NullConditional) { 'null-conditional' }
        if ($node.PSObject.Properties['Background'] -and $node.Background) { 'background' }
        if ($node.PSObject.Properties['CleanBlock'] -and $node.CleanBlock) { 'clean' }
        if ($node.PSObject.Properties['Operator'] -and [string] $node.Operator -like 'QuestionQuestion*') { 'null-coalescing' }
        if ($node -is [Management.Automation.Language.InvokeMemberExpressionAst] -and $node.Static -and [string] $node.Member -eq 'new') { 'new' }
    })
    $found[$script.Name] = @{
        errors = @($errors | ForEach-Object { $_.Message }); newer = $newer; commands = $commands
        kinds = @($nodes | ForEach-Object { $_.GetType().Name } | Select-Object -Unique)
        functions = @($nodes | Where-Object { $_ -is [Management.Automation.Language.FunctionDefinitionAst] } | ForEach-Object { $_.Name })
        types = @($nodes | Where-Object { $_.PSObject.Properties['TypeName'] } | ForEach-Object { [string] $_.TypeName.FullName } | Select-Object -Unique)
        members = @($nodes | Where-Object { $_ -is [Management.Automation.Language.InvokeMemberExpressionAst] } | ForEach-Object { [string] $_.Member } | Select-Object -Unique)
    }
}
[Console]::Out.WriteLine((ConvertTo-Json -InputObject $found -Compress -Depth 8))
