#compdef cellbridge
# Completes the command cellbridge in zsh; made by "cellbridge completion zsh".

# @data@

# __cellbridge_value PLACE NAME: finds what the value of an option or an argument is, if it has one.
__cellbridge_value() {
  __cellbridge_find "value $1 $2"
  [[ -n $found[1] ]] || __cellbridge_find "value any $2"
}

_cellbridge() {
  local word place=cellbridge are_options_over=''
  local -i arguments=0
  local -a found=() value=() options=()

  for word in "${(@Q)words[2,CURRENT-1]}"; do
    if [[ -n $value[1] ]]; then
      value=()
    elif [[ -z $are_options_over && $word == -- ]]; then
      are_options_over=yes
    elif [[ -z $are_options_over && $word == -* ]]; then
      __cellbridge_value "$place" "$word"
      value=("${found[@]}")
    else
      __cellbridge_find "next $place $word"
      if [[ -n $found[1] ]]; then place=$found[1]; else arguments+=1; fi
    fi
  done

  if [[ -z $value[1] && -z $are_options_over && $PREFIX == --*=* ]]; then
    __cellbridge_value "$place" "${PREFIX%%=*}"
    value=("${found[@]}")
    compset -P 1 '*='
  elif [[ -z $value[1] && -z $are_options_over && $PREFIX == -* ]]; then
    __cellbridge_find "options $place"
    options=("${found[@]}")
    __cellbridge_find 'options any'
    options+=("${found[@]}")
    _describe -o option options
    return
  elif [[ -z $value[1] ]]; then
    __cellbridge_find "commands $place"
    _describe -t commands command found && return
    __cellbridge_find "aliases $place"
    _describe -t commands command found && return
    __cellbridge_value "$place" "$((arguments + 1))"
    value=("${found[@]}")
  fi
  case $value[1] in
    '' | :text) return 1 ;;
    :file) _files ;;
    :folder) _files -/ ;;
    # @FILE.
    :at-file) compset -P '@' && _files ;;
    *) compadd -a value ;;
  esac
}

# As a file of fpath it is the function itself; read by "source", it has to be registered.
if [[ $funcstack[1] == _cellbridge ]]; then
  _cellbridge "$@"
else
  compdef _cellbridge cellbridge
fi
